"""Code lists as the standard has them: identifiers, names in two languages, a parent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fumao.core.errors import CoreError, Words
from fumao.core.schemes import Code

# Identifiers of the standard: of codes (IDType), and of everything else that is named (NCName).
CODE_ID = re.compile(r"[A-Za-z0-9_@$-]+")
NAME_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One code of a list."""

    id: str
    name: Words
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes; raises CoreError for an identifier the standard does not allow."""

    id: str
    name: Words
    items: tuple[Item, ...]
    version: str = "1.0.0"

    def __post_init__(self) -> None:
        checked_name(self.id)
        known = set()
        for item in self.items:
            if not CODE_ID.fullmatch(item.id) or item.id in known:
                raise CoreError(
                    "sdmx_code",
                    f"代码表 {self.id} 中的代码“{item.id}”重复或含有不允许的字符，"
                    "只能用字母、数字和 _ @ $ -（可先用 code_id 转换）",
                    f'the code "{item.id}" of {self.id} is there twice or has characters other '
                    "than letters, digits and _ @ $ - (code_id converts)",
                )
            known.add(item.id)
        for item in self.items:
            if item.parent is not None and item.parent not in known:
                raise CoreError(
                    "sdmx_code",
                    f"代码表 {self.id} 中 {item.id} 的上级 {item.parent} 不存在",
                    f"{item.parent}, the parent of {item.id} in {self.id}, does not exist",
                )

    def by_id(self) -> Mapping[str, Item]:
        """Return the items by their identifiers."""
        return {item.id: item for item in self.items}


def code_list(id: str, name: Words, codes: Iterable[Code], total: Words | None = None) -> CodeList:
    """Return a code list of the entries of a scheme, with `_T` before them for the total.

    Dots in codes become underscores. Where a code stands in several rows the last one names it.
    """
    items = {} if total is None else {"_T": Item("_T", total)}
    for code in codes:
        parent = None if code.parent is None else code_id(code.parent)
        items[code_id(code.code)] = Item(code_id(code.code), code.label, parent)
    kept = (item if item.parent in items else Item(item.id, item.name) for item in items.values())
    return CodeList(id, name, tuple(kept))


def code_id(code: str) -> str:
    """Return a code as the standard allows it: WB.ITO.01 becomes WB_ITO_01."""
    return code.replace(".", "_")


def checked_name(id: str) -> str:
    """Return an identifier; raises CoreError where the standard does not allow it."""
    if not NAME_ID.fullmatch(id):
        raise CoreError(
            "sdmx_id",
            f"标识“{id}”不可用：以字母开头，只含字母、数字、_ 和 -",
            f'"{id}" is no identifier: begin with a letter, use letters, digits, _ and - only',
        )
    return id
