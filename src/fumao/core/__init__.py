"""Money, periods, working-day calendar, credit code, code schemes, text.

No Django; the only I/O is reading data files from a folder the caller names.
"""
