"""Procedures written for tests, and a file to attach."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

_FOLDER = Path(__file__).parent / "procedures"
# Acceptance, review, decision, certificate; with changes, re-checks and revocation after it.
PLAIN = (_FOLDER / "plain.yaml").read_text("utf-8")
# The same with two offices in parallel, a panel and publicity.
PARALLEL = (_FOLDER / "parallel.yaml").read_text("utf-8")
# The smallest PDF that is one: a header, an empty catalogue, a trailer.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_paper() -> SimpleUploadedFile:
    """A paper as it is uploaded."""
    return SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
