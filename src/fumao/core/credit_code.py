"""Unified social credit codes (GB 32100-2015): parse, say why one is wrong, make synthetic ones.

The check character is python-stdnum's. Its format check is not used: it wants digits in the first
two places, while the standard also gives the letters A, N and Y to registering departments.
"""

import random
from dataclasses import dataclass
from typing import Literal

from stdnum.cn import uscc

from fumao.core.errors import CoreError, Words
from fumao.core.text import fold_width

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # GB 11714: the value of a letter
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LENGTH = 18
DEPARTMENTS: dict[str, Words] = {
    "1": Words("机构编制", "public bodies' establishment"),
    "2": Words("外交", "foreign affairs"),
    "3": Words("司法行政", "judicial administration"),
    "4": Words("文化", "culture"),
    "5": Words("民政", "civil affairs"),
    "6": Words("旅游", "tourism"),
    "7": Words("宗教", "religious affairs"),
    "8": Words("工会", "trade unions"),
    "9": Words("工商（市场监管）", "industry and commerce (market regulation)"),
    "A": Words("中央军委", "Central Military Commission"),
    "N": Words("农业", "agriculture"),
    "Y": Words("其他", "other"),
}

Fault = Literal["length", "alphabet", "department", "area", "check_character"]


class CreditCodeError(CoreError):
    """A text that is no credit code; `fault` names the first thing wrong with it."""

    def __init__(self, fault: Fault, zh: str, en: str) -> None:
        super().__init__(f"credit_code_{fault}", zh, en)
        self.fault = fault


@dataclass(frozen=True, slots=True, order=True)
class CreditCode:
    """A valid code of 18 characters; made by `parse`."""

    text: str

    def __post_init__(self) -> None:
        error = _first_fault(self.text)
        if error is not None:
            raise error

    @classmethod
    def parse(cls, text: str) -> "CreditCode":
        """Read a code typed with spaces, hyphens, small or full-width letters.

        Raises CreditCodeError, which says what is wrong.
        """
        return cls("".join(fold_width(text).replace("-", " ").split()).upper())

    @property
    def department(self) -> str:
        """Registering department, one character; its name stands in DEPARTMENTS."""
        return self.text[0]

    @property
    def category(self) -> str:
        """Kind of body within the department; under 9: 1 enterprise, 2 individual business."""
        return self.text[1]

    @property
    def area(self) -> str:
        """Area of registration, six digits (GB/T 2260)."""
        return self.text[2:8]

    @property
    def organisation(self) -> str:
        """Organisation code, nine characters (GB 11714)."""
        return self.text[8:17]

    @property
    def warning(self) -> Words | None:
        """Say that the organisation code's own check fails: rare, but some lawful codes do."""
        if organisation_check(self.organisation[:8]) == self.organisation[8]:
            return None
        return Words(
            f"主体标识码 {self.organisation} 的校验码不符，请与营业执照核对"
            "（少数合法代码也会如此）",
            f"the organisation code {self.organisation} fails its own check: compare it with the "
            "licence (a few lawful codes do fail)",
        )

    def __str__(self) -> str:
        return self.text


def organisation_check(first_eight: str) -> str:
    """Return the check character of an organisation code's first eight (GB 11714)."""
    pairs = zip(first_eight, _ORGANISATION_WEIGHTS, strict=True)
    rest = 11 - sum(_ORGANISATION.index(char) * weight for char, weight in pairs) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def synthetic_codes(
    area: str, count: int, seed: int, *, department: str = "9", category: str = "1"
) -> list[CreditCode]:
    """Make `count` different valid codes of an area for demonstrations, the same for a seed.

    They belong to nobody on purpose, yet one could by chance exist: label the data synthetic.
    """
    rng = random.Random(f"{seed}/{area}/{department}{category}")  # noqa: S311 - not for secrets
    codes: dict[str, CreditCode] = {}
    while len(codes) < count:
        body = "MA" + "".join(rng.choices(ALPHABET, k=6))
        first = f"{department}{category}{area}{body}{organisation_check(body)}"
        text = first + uscc.calc_check_digit(first)
        codes[text] = CreditCode(text)
    return list(codes.values())


def _first_fault(text: str) -> CreditCodeError | None:
    if len(text) != _LENGTH:
        return CreditCodeError(
            "length",
            f"统一社会信用代码应为18位，现为{len(text)}位，请核对",
            f"a credit code has 18 characters, this has {len(text)}: please check",
        )
    for place, char in enumerate(text, 1):
        if char not in ALPHABET:
            return CreditCodeError(
                "alphabet",
                f"第{place}位“{char}”不在代码字符集内（不用字母 I、O、S、V、Z），请核对",
                f'character {place}, "{char}", is not used in credit codes (nor are the letters '
                "I, O, S, V, Z): please check",
            )
    return _structural_fault(text)


def _structural_fault(text: str) -> CreditCodeError | None:
    if text[0] not in DEPARTMENTS:
        return CreditCodeError(
            "department",
            f"第1位“{text[0]}”不是登记管理部门代码，请核对",
            f'character 1, "{text[0]}", is no registering department: please check',
        )
    if not text[2:8].isdecimal():
        return CreditCodeError(
            "area",
            f"第3至8位“{text[2:8]}”应为六位行政区划数字，请核对",
            f'characters 3 to 8, "{text[2:8]}", must be six digits of an area: please check',
        )
    if uscc.calc_check_digit(text[:17]) != text[17]:
        return CreditCodeError(
            "check_character",
            "校验码不符：至少有一位输错，请与营业执照核对",
            "the check character does not fit: at least one character is wrong, compare it with "
            "the licence",
        )
    return None
