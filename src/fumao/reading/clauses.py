"""The tree of clauses of a document, from the labels in front of its blocks."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from fumao.reading.columns import header_roles
from fumao.reading.document import Block, Document
from fumao.reading.labels import RANK, Label, read_label, read_tight_label
from fumao.reading.model import Clause

_TITLED = re.compile(r"【([^】]{1,40})】")
_ANNEX_LIST = re.compile(r"附\s*[件表录]\s*\d{0,2}\s*:")
_KINDS: dict[str, Literal["section", "item", "article", "row", "annex"]] = {
    "annex": "annex", "part": "section", "chapter": "section", "section": "section",
    "article": "article",
}  # fmt: skip
_LONGEST_HEADING = 60


@dataclass(slots=True)
class Node:
    """A clause under construction, with the blocks that are its own."""

    style: str
    number: int | None
    label: str
    heading: str
    start: int
    words: int  # where the words after the label begin, in the first block's passage
    level: int
    parent: int | None
    ref: str
    end: int = 0
    blocks: list[Block] = field(default_factory=list)
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """All clauses in document order; `roots` are blocks before the first label."""

    nodes: list[Node] = field(default_factory=list)
    preface: list[Block] = field(default_factory=list)
    tail: list[Block] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)


def build_tree(document: Document, tail: int) -> Tree:
    """Build the tree; blocks from offset `tail` on (signature, date) belong to no clause."""
    grower = _Grower(document)
    for block in document.blocks:
        if block.start >= tail and block.kind != "row":
            grower.tree.tail.append(block)
        elif block.kind == "row":
            grower.row(block)
        else:
            grower.prose(block)
    return grower.finish()


def with_clauses(document: Document, tree: Tree) -> Document:
    """Return the document with the clauses of `tree`."""
    clauses = tuple(
        Clause(
            ref=node.ref,
            label=node.label,
            level=node.level,
            heading=node.heading,
            start=node.start,
            end=node.end,
            parent=node.parent,
            kind="row" if node.style == "row" else _KINDS.get(node.style, _kind(node)),
        )
        for node in tree.nodes
    )
    return replace(document, clauses=clauses, starts=tuple(clause.start for clause in clauses))


def _kind(node: Node) -> Literal["section", "item"]:
    return "section" if node.children and node.level == 0 else "item"


class _Grower:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.tree = Tree()
        self.stack: list[int] = []
        self.refs: dict[str, int] = {}
        self.last: dict[str, int] = {}

    def prose(self, block: Block) -> None:
        """Add a heading or paragraph: a new clause, or more of the open one."""
        label = read_label(block.text) or read_tight_label(block.text, self.last.get("digit"))
        if label and label.style == "annex" and _ANNEX_LIST.match(block.text):
            label = None
        if label and label.style != "hash" and self._plausible(label):
            self._open(label, block)
            return
        if self.stack:
            node = self.tree.nodes[self.stack[-1]]
            if node.style == "annex" and not node.heading and len(block.text) <= _LONGEST_HEADING:
                node.heading = block.text
            node.blocks.append(block)
            self._extend(block.end)
        else:
            self.tree.preface.append(block)

    def row(self, block: Block) -> None:
        """Add one row of a table as a clause of its own when it has a number or words."""
        if block.table is None or block.row is None:
            return
        table = self.document.tables[block.table]
        row = table.rows[block.row]
        roles = header_roles(table.header)
        number = ""
        if "number" in roles and len(row) > roles.index("number"):
            number = row[roles.index("number")].text
        words = [cell.text for cell in row if cell.text and cell.text != number]
        if not words:
            return
        heading = max(words, key=len)[:_LONGEST_HEADING]
        while self.stack and self.tree.nodes[self.stack[-1]].style == "row":
            self.stack.pop()
        place = f"表{block.table + 1}"
        self._push("row", None, number or place, heading, block, 0)
        self.stack.pop()
        self._extend(block.end)

    def _plausible(self, label: Label) -> bool:
        """Tell whether a number can stand here: the next of its row, or the first of a new one."""
        if label.style in ("annex", "hash", "circle") or label.number is None:
            return True
        if label.number <= 2:
            return True
        last = self.last.get(label.style)
        return last is None or 0 < label.number - last <= 5 or self._seen(label)

    def _seen(self, label: Label) -> bool:
        return any(self.tree.nodes[i].style == label.style for i in self.stack)

    def _open(self, label: Label, block: Block) -> None:
        style = label.style
        if style == "annex":
            self.stack.clear()
        while self.stack and not self._holds(self.tree.nodes[self.stack[-1]], style):
            self.stack.pop()
        if label.number:
            self.last[style] = label.number
        words = block.text[label.end :]
        printed = block.passage.printed(
            self.document.text, label.start, label.start + len(label.text)
        )
        self._push(style, label.number, printed, _heading(words), block, label.end)

    def _holds(self, node: Node, style: str) -> bool:
        """Tell whether a clause of `style` can stand inside `node`."""
        if any(self.tree.nodes[i].style == style for i in self.stack):
            # an ancestor has this style: close down to it, and it too
            return style not in [self.tree.nodes[i].style for i in self.stack]
        return node.style == "annex" or RANK[node.style] < RANK[style] or node.style == "article"

    def _push(
        self, style: str, number: int | None, label: str, heading: str, block: Block, words: int
    ) -> None:
        parent = self.stack[-1] if self.stack else None
        above = self.tree.nodes[parent].ref + "/" if parent is not None else ""
        ref = above + label.rstrip("、.") if label else above + "·"
        self.refs[ref] = self.refs.get(ref, 0) + 1
        if self.refs[ref] > 1:
            ref = f"{ref}#{self.refs[ref]}"
        node = Node(
            style, number, label, heading, block.start, words, len(self.stack), parent, ref,
            block.end, [block],
        )  # fmt: skip
        index = len(self.tree.nodes)
        self.tree.nodes.append(node)
        if parent is not None:
            self.tree.nodes[parent].children.append(index)
        self.stack.append(index)
        self._extend(block.end)

    def _extend(self, end: int) -> None:
        for index in self.stack:
            self.tree.nodes[index].end = max(self.tree.nodes[index].end, end)

    def finish(self) -> Tree:
        """Return the tree."""
        return self.tree


def _heading(words: str) -> str:
    """Return the heading in `words`: 【title】, or the first sentence where it is short."""
    titled = _TITLED.match(words)
    if titled:
        return titled[1]
    stop = re.search(r"[。:;]|(?<=\S)\s", words)
    heading = words[: stop.start()] if stop else words
    return heading if len(heading) <= _LONGEST_HEADING else heading[:_LONGEST_HEADING]
