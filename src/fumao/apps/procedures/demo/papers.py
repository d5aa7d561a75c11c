"""One synthetic paper, attached wherever a demo case needs one."""

from collections.abc import Iterable
from io import BytesIO

from django.utils import timezone

from fumao.apps.files.actions.store_file import store_file
from fumao.apps.files.models import Attachment
from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, CasePaper

_ROWS = 500
_SAYS = (
    b"BT /F1 22 Tf 72 720 Td (Demo paper) Tj /F1 12 Tf 0 -28 Td (Invented, not a document) Tj ET"
)


def _pdf() -> bytes:
    """Return a PDF of one page that says that it is a demo's."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(_SAYS), _SAYS),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def attach_papers(actor: Actor, cases: Iterable[Case]) -> None:
    """Attach the paper for everything that each case's procedure asks for."""
    stored = store_file(BytesIO(_pdf()), "pdf")
    wanted = [
        (case, paper)
        for case in cases
        for paper in loaded(case.procedure, case.variant).procedure.evidence
        if paper.required
    ]
    now = timezone.now()
    rows = Attachment.objects.bulk_create(
        (
            Attachment(
                file=stored, stream=case.stream, name=f"{paper.label.zh}（演示）.pdf",
                area_id=case.area_id, added_by_id=case.by_id, added_at=now,
            )
            for case, paper in wanted
        ),
        batch_size=_ROWS,
    )  # fmt: skip
    CasePaper.objects.bulk_create(
        (
            CasePaper(case=case, key=paper.key, attachment=row, added_on=case.submitted_on)
            for (case, paper), row in zip(wanted, rows, strict=True)
        ),
        batch_size=_ROWS,
    )
