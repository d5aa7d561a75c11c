"""Text on its way into a spreadsheet: a cell that a program would run as a formula is made
plain."""

import re

# What Excel, LibreOffice or WPS may take for a formula; some fold full-width
# signs on import.
_STARTS = "=+-@\t\r\n＝＋－＠"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XLSX cannot hold these


def safe_cell(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would read a formula.

    Control characters that no spreadsheet holds are left out. The apostrophe is the sign
    spreadsheets use for plain text (OWASP, CSV injection).
    """
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if clean.lstrip(" \u3000").startswith(tuple(_STARTS)) else clean
