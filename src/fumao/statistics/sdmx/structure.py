"""The structures behind data sets: agencies, code lists, concepts, structure definition, flow.

One data set has one concept scheme (CS_…), one structure definition (DSD_…) and one flow (its own
identifier), all of its version; code lists have versions of their own and may be shared.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fumao.core.errors import CoreError, Words
from fumao.statistics.sdmx.codes import CodeList, Item
from fumao.statistics.sdmx.components import Component, components
from fumao.statistics.sdmx.dataset import Agency, DataSet

_PACKAGES = {
    "agencyscheme": "base.AgencyScheme",
    "codelist": "codelist.Codelist",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "dataflow": "datastructure.Dataflow",
    "datastructure": "datastructure.DataStructure",
}
_STANDARD = Agency("SDMX", Words("SDMX", "SDMX"))
_REFERENCES: dict[str, tuple[str, ...]] = {  # which kinds a kind refers to
    "dataflow": ("datastructure",),
    "datastructure": ("codelist", "conceptscheme"),
}


@dataclass(frozen=True, slots=True)
class Artefact:
    """One maintained structure: items of a list or scheme, or components of a definition.

    `flow` is the data set it belongs to, empty for what several may share; `stub` leaves out what
    is in it, `partial` says that only some of its items are there.
    """

    kind: str
    agency: str
    id: str
    version: str
    name: Words
    items: tuple[Item, ...] = ()
    components: tuple[Component, ...] = ()
    flow: str = ""
    stub: bool = False
    partial: bool = False

    @property
    def urn(self) -> str:
        """Return the name the standard gives it in the whole world."""
        return urn(_PACKAGES[self.kind], self.agency, self.id, self.version)

    def concept_urn(self, part: Component) -> str:
        """Return the URN of the concept that a component of this definition stands for."""
        scheme = urn("conceptscheme.Concept", self.agency, f"CS_{self.flow}", self.version)
        return f"{scheme}.{part.id}"

    def codes_urn(self, codes: CodeList) -> str:
        """Return the URN of a code list of this definition."""
        return urn(_PACKAGES["codelist"], self.agency, codes.id, codes.version)


@dataclass(frozen=True, slots=True)
class Structures:
    """Structures in the order of the standard's messages."""

    artefacts: tuple[Artefact, ...] = field(default=())

    def of(self, kind: str) -> tuple[Artefact, ...]:
        """Return those of a kind."""
        return tuple(one for one in self.artefacts if one.kind == kind)


def urn(package: str, agency: str, id: str, version: str) -> str:
    """Return the URN of an artefact of a package and class such as codelist.Codelist."""
    return f"urn:sdmx:org.sdmx.infomodel.{package}={agency}:{id}({version})"


def flow_urn(dataset: DataSet) -> str:
    """Return the URN of a data set's flow."""
    return urn(_PACKAGES["dataflow"], dataset.agency.id, dataset.id, dataset.version)


def definition_urn(agency: str, flow: str, version: str) -> str:
    """Return the URN of the structure definition of a flow."""
    return urn(_PACKAGES["datastructure"], agency, f"DSD_{flow}", version)


def structures(datasets: Iterable[DataSet]) -> Structures:
    """Return the structures of data sets, each once.

    Raises CoreError where two of them give one name to different code lists.
    """
    found: dict[str, Artefact] = {}
    agencies: dict[str, Item] = {}
    for dataset in datasets:
        agencies[dataset.agency.id] = Item(dataset.agency.id, dataset.agency.name)
        for one in _of_dataset(dataset):
            if found.setdefault(one.urn, one) != one:
                raise CoreError(
                    "sdmx_lists",
                    f"{one.urn} 有两种内容，请更改其中一个的标识或版本",
                    f"{one.urn} is there twice with other contents: give one another id or version",
                )
    if agencies:
        name = Words("机构", "Agencies")
        scheme = Artefact(
            "agencyscheme", _STANDARD.id, "AGENCIES", "1.0", name, tuple(agencies.values())
        )
        found[scheme.urn] = scheme
    order = list(_PACKAGES)
    return Structures(
        tuple(sorted(found.values(), key=lambda one: (order.index(one.kind), one.urn)))
    )


def _of_dataset(dataset: DataSet) -> Iterable[Artefact]:
    agency, version, name = dataset.agency.id, dataset.version, dataset.name
    parts = components(dataset)
    for part in parts:
        if part.codes is not None:
            codes = part.codes
            yield Artefact("codelist", agency, codes.id, codes.version, codes.name, codes.items)
    concepts = tuple(Item(part.id, part.name) for part in parts)
    yield Artefact(
        "conceptscheme", agency, f"CS_{dataset.id}", version, name, concepts, flow=dataset.id
    )
    yield Artefact(
        "datastructure", agency, f"DSD_{dataset.id}", version, name, (), parts, dataset.id
    )
    yield Artefact("dataflow", agency, dataset.id, version, name, flow=dataset.id)


def related(all_: Structures, some: Iterable[Artefact], references: Iterable[str]) -> Structures:
    """Return artefacts with what `references` (none, children, parents, a kind …) brings along."""
    chosen = tuple(some)
    kept = {one.urn for one in chosen}
    for word in references:
        brought = _BROUGHT.get(word, _everything)(all_, chosen)
        named = word in _BROUGHT
        kept |= {one.urn for one in brought if named or one.kind == word}
    return Structures(tuple(one for one in all_.artefacts if one.urn in kept))


def _children(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    return tuple(other for other in all_.artefacts if any(_refers(one, other) for one in some))


def _parents(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    return tuple(other for other in all_.artefacts if any(_refers(other, one) for one in some))


def _descendants(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    below = _children(all_, some)
    return (*below, *_descendants(all_, below)) if below else ()


def _ancestors(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    above = _parents(all_, some)
    return (*above, *_ancestors(all_, above)) if above else ()


def _siblings(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    above = _parents(all_, some)
    return (*above, *_children(all_, above))


def _everything(all_: Structures, some: Sequence[Artefact]) -> tuple[Artefact, ...]:
    wide = (*_siblings(all_, some), *_descendants(all_, some), *_ancestors(all_, some))
    return (*wide, *all_.of("agencyscheme"))


_BROUGHT: Mapping[str, Callable[[Structures, Sequence[Artefact]], tuple[Artefact, ...]]] = {
    "none": lambda _all, _some: (),
    "children": _children,
    "descendants": _descendants,
    "parents": _parents,
    "ancestors": _ancestors,
    "parentsandsiblings": _siblings,
    "all": _everything,
}


def _refers(one: Artefact, other: Artefact) -> bool:
    """Tell whether one artefact refers to another."""
    if other.kind not in _REFERENCES.get(one.kind, ()) or other.agency != one.agency:
        return False
    if other.kind == "codelist":
        lists_ = {(part.codes.id, part.codes.version) for part in one.components if part.codes}
        return (other.id, other.version) in lists_
    return (other.flow, other.version) == (one.flow, one.version)


def stubbed(one: Artefact) -> Artefact:
    """Return an artefact with its names alone."""
    return replace(one, items=(), components=(), stub=True)


def narrowed(one: Artefact, ids: Iterable[str]) -> Artefact:
    """Return a list or scheme with some of its items and no others."""
    wanted = set(ids)
    kept = tuple(item for item in one.items if item.id in wanted)
    known = {item.id for item in kept}
    rootless = tuple(item if item.parent in known else Item(item.id, item.name) for item in kept)
    return replace(one, items=rootless, partial=True)
