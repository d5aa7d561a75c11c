"""YAML 1.2 and CSV files read into rows that know their line, faults collected.

Only plain values are accepted: no tags, anchors or merge keys, so a pack cannot surprise its
reader.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fumao.packs.model import Place
from fumao.packs.problem import Problem
from fumao.packs.row import Row, Value

_TAG = "tag:yaml.org,2002:"
_LARGEST = 4 * 1024 * 1024  # bytes; the largest shipped file has 50 KB


@dataclass(slots=True)
class Source:
    """One file of a pack being read; `shown` is its path inside the packs folder."""

    path: Path
    shown: str
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows of a CSV file, or of a YAML file that is a list of mappings."""
        text = self._text()
        if self.path.suffix == ".csv":
            return tuple(self._csv_rows(text))
        value = self._yaml(text)
        if value is None:
            return ()
        if isinstance(value, list):
            rows = tuple(item for item in value if isinstance(item, Row))
            if len(rows) == len(value):
                return rows
        self._fault(1, "文件应是条目列表", "the file must be a list of mappings")
        return ()

    def mapping(self) -> Row:
        """Return the one mapping of a YAML file."""
        return self.mapping_of(self._text())

    def mapping_of(self, text: str) -> Row:
        """Return the one mapping of a YAML text; what cannot be read at all has one fault."""
        told = len(self.problems)
        value = self._yaml(text)
        if isinstance(value, Row):
            return value
        if len(self.problems) == told:
            self._fault(1, "文件应是一个映射", "the file must be one mapping")
        return Row({}, {}, Place(self.shown, 1), [])

    def _fault(self, line: int, zh: str, en: str) -> None:
        mend = ("参照 docs/guide/packs.md 改写", "see docs/guide/packs.md for the form")
        self.problems.append(Problem("form", Place(self.shown, line), zh, en, *mend))

    def _text(self) -> str:
        data = self.path.read_bytes()
        if len(data) > _LARGEST:
            self._fault(1, "文件超过 4 MB", "the file is larger than 4 MB")
            return ""
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self._fault(line, "文件不是 UTF-8 编码", "the file is not UTF-8")
            return ""

    def _csv_rows(self, text: str) -> Iterator[Row]:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header: list[str] = []
        before = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if not header:
                    header = cells
                elif len(cells) != len(header):
                    self._fault(
                        line,
                        f"此行有 {len(cells)} 格，表头有 {len(header)} 格",
                        f"this row has {len(cells)} cells, the header {len(header)}",
                    )
                else:
                    values: dict[str, Value] = {
                        name: cell or None for name, cell in zip(header, cells, strict=True)
                    }
                    yield Row(values, {}, Place(self.shown, line), self.problems)
        except csv.Error as error:
            self._fault(reader.line_num, f"CSV 有误：{error}", f"the CSV is broken: {error}")

    def _yaml(self, text: str) -> Value:
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 2)
        self._lines = text.split("\n")
        try:
            node = yaml.compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark is not None else 1
            self._fault(line, f"YAML 有误：{error.problem}", f"the YAML is broken: {error.problem}")
            return None
        except YAMLError as error:
            self._fault(1, f"YAML 有误：{error}", f"the YAML is broken: {error}")
            return None
        return None if node is None else self._plain(node)

    def _plain(self, node: Node) -> Value:
        line = node.start_mark.line + 1
        if node.anchor is not None:
            self._fault(line, "不可使用锚点（&、*）", "anchors (&, *) are not allowed")
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, line)
        if isinstance(node, SequenceNode):
            return [self._plain(item) for item in node.value]
        if isinstance(node, MappingNode):
            return self._row(node, line)
        return None

    def _scalar(self, node: ScalarNode, line: int) -> Value:
        tag = str(node.tag).removeprefix(_TAG)
        if tag == "null":
            return None
        if tag == "bool":
            return str(node.value).lower() == "true"
        if tag not in ("str", "int", "float", "timestamp"):
            self._fault(line, f"不可使用标签 {node.tag}", f"the tag {node.tag} is not allowed")
            return None
        return str(node.value)

    def _row(self, node: MappingNode, line: int) -> Row:
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        starts: dict[str, tuple[int, int]] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, ScalarNode) else ""
            at = key.start_mark.line + 1
            if not name or name in values:
                self._fault(at, f"键“{name}”重复或无名", f'the key "{name}" is doubled or no name')
                continue
            values[name] = self._plain(value)
            lines[name] = at
            starts[name] = self._start(value)
        return Row(values, lines, Place(self.shown, line), self.problems, starts)

    def _start(self, node: Node) -> tuple[int, int]:
        """Return line and column, from 1, of the first character of a value."""
        mark = node.start_mark
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            below = self._lines[mark.line + 1] if mark.line + 1 < len(self._lines) else ""
            return mark.line + 2, len(below) - len(below.lstrip()) + 1
        quoted = isinstance(node, ScalarNode) and node.style in ("'", '"')
        return mark.line + 1, mark.column + 1 + quoted


def find_source(folder: Path, name: str, problems: list[Problem]) -> Source | None:
    """Return the file `name`.yaml or `name`.csv of a pack folder, or None where there is
    neither.
    """
    for suffix in (".yaml", ".csv"):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return Source(path, f"{folder.name}/{path.name}", problems)
    return None
