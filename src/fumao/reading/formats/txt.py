"""Plain text in the encodings officials' machines write: UTF-8, UTF-16, GB18030, Big5."""

import codecs

from charset_normalizer import from_bytes

from fumao.reading.errors import ReadingError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(name: str, data: bytes) -> tuple[str, str]:
    """Return (text, encoding); line ends become \\n. Raises ReadingError for binary data."""
    encoding = _encoding(data)
    if encoding is None:
        raise ReadingError(
            "not_text", f"“{name}”不是文本，或编码无法识别。请另存为 UTF-8 编码的 .txt。",
            f"“{name}” is no text or its encoding is unknown; save it as a UTF-8 .txt.",
        )  # fmt: skip
    text = data.decode(encoding, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding.removesuffix("-sig")


def _encoding(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    utf16 = _utf16(data)
    if utf16:
        return utf16
    if b"\x00" in data[:4096]:
        return None
    return next((e for e in ("utf-8", "gb18030") if _decodes(data, e)), None) or _damaged(data)


def _damaged(data: bytes) -> str | None:
    best = from_bytes(data[:100_000]).best()
    if best is not None and best.encoding in ("big5", "big5hkscs", "cp950", "utf_8"):
        return str(best.encoding)
    # a few damaged bytes do not make a text unreadable: the damage is shown as a finding
    bad = data.decode("utf-8", errors="replace").count("\ufffd")
    other = data.decode("gb18030", errors="replace").count("\ufffd")
    length = max(1, len(data) // 3)
    if min(bad, other) > 0.02 * length:
        return None
    return "utf-8" if bad <= other else "gb18030"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in text[:20_000])
    return controls <= len(text[:20_000]) // 200


def _utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero bytes of its ASCII line ends and digits."""
    head = data[:4000]
    if len(head) < 8 or head.count(b"\x00") < 2:
        return None
    little = sum(head[i] == 0 for i in range(1, len(head), 2))
    big = sum(head[i] == 0 for i in range(0, len(head), 2))
    encoding = "utf-16-le" if little > big else "utf-16-be"
    return encoding if _decodes(data[: len(data) // 2 * 2], encoding) else None
