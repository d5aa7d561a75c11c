"""Words as the document prints them, where the reader knows them in matching text only."""

import re

from fumao.reading.document import Document
from fumao.reading.model import Span

_HAN = re.compile(r"[\u3400-\u9fff]")


def as_printed(document: Document, word: str | None, span: Span) -> str | None:
    """Return `word` in the characters that the document uses for it in `span`.

    亿美元 is 億美元 in a document in Traditional characters. A character that does not stand
    there (元 for 人民币) stays as it is; digits and Latin letters stay half-width.
    """
    if not word:
        return word
    return _HAN.sub(lambda m: _printed(document, m[0], span), word)


def _printed(document: Document, char: str, span: Span) -> str:
    place = document.plain.find(char, span.start, span.end)
    return document.text[place] if place >= 0 else char
