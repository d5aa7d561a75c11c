"""Draw one page in a process of its own: python -m fumao.apps.files.preview_child FILE MEDIA PAGE
WIDTH BYTES.

A line of JSON goes to stdout, with the PNG behind it where there is one: {"pages", "width",
"height"}, or {"error"} with a code. Neither Django nor the database is there, and memory and time
are limited: a hostile file finds nothing to harm.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, UnidentifiedImageError

SECONDS = 15  # of processor time
_TALLEST = 3  # heights of a page to its width, before it is drawn smaller
_PIXELS = 60_000_000  # of a picture that is opened


def draw_pdf(data: bytes, page: int, width: int) -> tuple[int, Image.Image]:
    """Return how many pages a PDF has and one of them as a picture; raises ValueError."""
    with pdfium.PdfDocument(data) as document:
        pages = len(document)
        if not 1 <= page <= pages:
            raise ValueError("no_such_page")
        sheet = document[page - 1]
        across, down = max(sheet.get_width(), 1.0), max(sheet.get_height(), 1.0)
        scale = min(width / across, _TALLEST * width / down)
        return pages, sheet.render(scale=scale).to_pil().convert("RGB")


def draw_picture(data: bytes, width: int) -> Image.Image:
    """Return a picture no larger than `width` and its tallest height."""
    Image.MAX_IMAGE_PIXELS = _PIXELS
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
        picture.draft("RGB", (width, _TALLEST * width))
        shown = picture.convert("RGB")
    shown.thumbnail((width, _TALLEST * width))
    return shown


def drawn(path: str, media: str, page: int, width: int) -> tuple[dict[str, object], bytes]:
    """Return what is known of the page and its PNG; raises ValueError with a code."""
    data = Path(path).read_bytes()
    if media == "pdf":
        pages, picture = draw_pdf(data, page, width)
    elif page == 1:
        pages, picture = 1, draw_picture(data, width)
    else:
        raise ValueError("no_such_page")
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    about: dict[str, object] = {"pages": pages, "width": picture.width, "height": picture.height}
    return about, buffer.getvalue()


def main(path: str, media: str, page: str, width: str, memory: str) -> None:
    """Draw within `memory` bytes of address space and print the outcome."""
    limit = int(memory)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    about: dict[str, object]
    body = b""
    try:
        about, body = drawn(path, media, int(page), int(width))
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error) or "ecurity" in str(error)
        about = {"error": "encrypted" if locked else "damaged"}
    except (MemoryError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        about = {"error": "too_large"}
    except (UnidentifiedImageError, OSError, SyntaxError):
        about = {"error": "damaged"}
    except ValueError as error:
        about = {"error": "no_such_page" if str(error) == "no_such_page" else "damaged"}
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + body)


if __name__ == "__main__":
    main(*sys.argv[1:6])
