"""Uploads judged by their bytes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.apps.files import inspect as inspection
from fumao.apps.files.inspect import clean_name, inspect
from fumao.core.errors import CoreError

LIMIT = 50 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def container(*members: tuple[str, bytes]) -> bytes:
    """A zip with these members."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return buffer.getvalue()


DOCX = container(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))


def judge(name: str, body: bytes, limit: int = LIMIT) -> str:
    """The medium, or the code of the refusal."""
    try:
        return inspect(BytesIO(body), name, len(body), limit).media
    except CoreError as error:
        assert error.message("zh")
        assert error.message("en")
        return f"refused: {error.code}"


@pytest.mark.parametrize(
    ("name", "body", "outcome"),
    [
        ("纪要.txt", "会议纪要".encode(), "txt"),
        ("纪要.txt", "会议纪要".encode("utf-16"), "txt"),
        ("纪要.TXT", "会议纪要".encode("gb18030"), "txt"),
        ("图.png", PNG, "png"),
        ("报告.docx", DOCX, "docx"),
        ("报告.pdf", b"%PDF-1.7 ...", "pdf"),
        ("空.txt", b"", "refused: empty_file"),
        ("工具.exe", b"MZ", "refused: unknown_type"),
        ("没有扩展名", b"a", "refused: unknown_type"),
        ("旧.doc", b"\xd0\xcf\x11\xe0", "refused: convert_first"),
        ("公文.ofd", b"PK\x03\x04", "refused: convert_first"),
        ("改名.pdf", b"MZ\x90\x00", "refused: not_what_it_says"),
        ("改名.txt", b"MZ\x90\x00", "refused: not_what_it_says"),
        ("改名.txt", b"\x7fELF\x02", "refused: not_what_it_says"),
        ("改名.docx", container(("a.txt", b"x")), "refused: not_what_it_says"),
        ("改名.xlsx", DOCX, "refused: not_what_it_says"),
        ("断.docx", DOCX[:40], "refused: damaged"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,  # a container holds the time
)
def test_what_a_file_is(name: str, body: bytes, outcome: str) -> None:
    assert judge(name, body) == outcome


def test_macros_and_programs_inside_are_refused() -> None:
    for inside in ("word/vbaProject.bin", "word/embeddings/a.exe", "word/embeddings/a.zip"):
        body = container(("word/document.xml", b"<w/>"), (inside, b"x"))
        assert judge("a.docx", body) == "refused: macros"


def test_a_bomb_is_stopped_by_the_bytes_it_really_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "MAX_INFLATED", 1024 * 1024)
    small = container(("word/document.xml", b"0" * 900_000))
    bomb = container(("word/document.xml", b"0" * 1_200_000))
    assert len(bomb) < 10_000
    assert judge("a.docx", small) == "docx"
    assert judge("a.docx", bomb) == "refused: too_much_inside"
    # The sizes that the directory claims are not believed.
    lying = bytearray(bomb)
    directory = lying.rfind(b"PK\x01\x02")
    lying[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert judge("a.docx", bytes(lying)) in {"refused: too_much_inside", "refused: damaged"}


def test_the_limit_of_size() -> None:
    assert judge("a.txt", b"x" * 101, limit=100) == "refused: too_large"
    assert judge("a.txt", b"x" * 100, limit=100) == "txt"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\王\\报告.docx", "报告.docx"),
        ("a\u202etxt.exe.pdf", "atxt.exe.pdf"),
        ("报\x00告\n.pdf", "报告.pdf"),
        ('a<b>"c.txt', "a_b__c.txt"),
        (".txt", "txt"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=300))
def test_no_name_leads_out_or_runs_long(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert len(clean) <= 140
    assert not set(clean) & set('/\\\x00\n\r<>:"|?*%')
    assert clean not in {".", ".."}
