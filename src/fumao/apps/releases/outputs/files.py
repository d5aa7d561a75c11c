"""Which files a vintage has, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fumao.apps.releases.book import definition
from fumao.apps.releases.models import Vintage
from fumao.apps.releases.outputs.document import document
from fumao.apps.releases.outputs.paper import paper
from fumao.apps.releases.outputs.workbook import workbook
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.shown import ShownVintage, shown_vintage
from fumao.apps.releases.standing import hour_of
from fumao.statistics.sdmx import DataSet, Format, offered, write_data, write_structure
from fumao.statistics.vintage_dataset import Out, dataset_of

type Words = object


@dataclass(frozen=True, slots=True)
class File:
    """A kind of file: its name in the address, its words, its type, how it is made."""

    name: str
    words: Words
    media: str
    make: Callable[[Vintage, str], bytes]


def _shown(vintage: Vintage) -> ShownVintage:
    return shown_vintage(content_of(vintage), definition(vintage.definition))


def _dataset(vintage: Vintage) -> DataSet:
    name = f"{vintage.release.period} v{vintage.number}"
    out = Out(name, content_of(vintage), hour_of(vintage))
    return dataset_of(definition(vintage.definition), [out])


def _in_words(make: Callable[[Vintage], bytes]) -> Callable[[Vintage, str], bytes]:
    def made(vintage: Vintage, language: str) -> bytes:
        with override(language):
            return make(vintage)

    return made


def _data(syntax: str) -> File:
    made = next(one for one in offered("data") if one.syntax == syntax)
    words = {"csv": "SDMX-CSV", "json": "SDMX-JSON", "xml": "SDMX-ML"}[syntax]
    return _sdmx(f"data.{syntax}", words, made, write_data)


def _structure(syntax: str) -> File:
    made = next(one for one in offered("structure") if one.syntax == syntax)
    words = {"json": _("SDMX-JSON 结构"), "xml": _("SDMX-ML 结构")}[syntax]
    return _sdmx(f"structure.{syntax}", words, made, write_structure)


def _sdmx(
    name: str, words: Words, form: Format, write: Callable[[DataSet, Format, str], bytes]
) -> File:
    def made(vintage: Vintage, language: str) -> bytes:
        return write(_dataset(vintage), form, "en" if language == "en" else "zh")

    return File(name, words, form.media_type, made)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES: dict[str, File] = {
    one.name: one
    for one in (
        File("tables.xlsx", _("XLSX 工作簿"), XLSX, _in_words(lambda v: workbook(_shown(v)))),
        File("bulletin.docx", _("公报 DOCX"), DOCX, _in_words(lambda v: document(_shown(v)))),
        File(
            "bulletin.pdf", _("公报 PDF"), "application/pdf",
            _in_words(lambda v: paper(_shown(v), v.digest)),
        ),
        _data("csv"), _data("json"), _data("xml"), _structure("json"), _structure("xml"),
        File(
            "vintage.json", _("封存内容（核验用）"), "application/json",
            lambda vintage, _language: vintage.content.encode(),
        ),
    )
}  # fmt: skip
