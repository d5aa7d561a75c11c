"""PDF files with a text layer; a form feed parts the pages."""

import pypdfium2 as pdfium

from fumao.reading.document import Document
from fumao.reading.errors import ReadingError
from fumao.reading.formats.guard import Progress, damaged
from fumao.reading.layout import lay_out

_FEWEST = 8  # characters a page; fewer on average is a scan with a stamp or page number


def read_pdf(name: str, data: bytes, progress: Progress | None = None) -> Document:
    """Read the text layer; raises ReadingError for an encrypted, scanned or damaged file."""
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ReadingError(
                "encrypted_file",
                f"“{name}”设有密码，无法读取。请解除密码后另存再读。",
                f"“{name}” is locked by a password; remove it, save a copy and read that.",
            ) from error
        raise damaged(name, "pdf") from error
    try:
        pages = _pages(file, progress)
    except pdfium.PdfiumError as error:
        raise damaged(name, "pdf") from error
    finally:
        file.close()
    if sum(len(page.strip()) for page in pages) < _FEWEST * max(1, len(pages)):
        raise ReadingError(
            "scanned_pdf",
            f"“{name}”是扫描件，没有文字层。请先用文字识别（OCR）处理，或索取电子原件。",
            f"“{name}” is a scan without a text layer; run OCR on it or ask for the original.",
        )
    return lay_out("\f\n".join(pages))


def _pages(file: pdfium.PdfDocument, progress: Progress | None) -> list[str]:
    pages: list[str] = []
    for number in range(len(file)):
        page = file[number]
        layer = page.get_textpage()
        words = layer.get_text_range()
        layer.close()
        page.close()
        # U+FFFE stands for a hyphen at a line end
        pages.append(words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-"))
        if progress is not None:
            progress(number + 1, len(file))
    return pages
