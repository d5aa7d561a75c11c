"""A compiled cube on disk: Parquet files of cells, and one list that says which of them hold.

A file is named by its content and shown by the list alone, which is replaced as a whole: whoever
reads sees the cube of before or of after, never half of either.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from fumao.core.errors import CoreError
from fumao.statistics.batches import digest_of, sync
from fumao.statistics.cube import Cube, Shape

LIST = "cube.json"
MAKING = ".making-"  # how folders of work that goes on begin
_BEFORE = "cube.before.json"
_FORMAT = 1  # of cells and list; cells of another one are made anew


@dataclass(frozen=True, slots=True)
class Part:
    """The cells of one form and period: their file, how many, and what they were made of."""

    file: str
    cells: int
    batches: int
    last: int
    digest: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The cells of one form: its columns and the part of each period."""

    columns: Mapping[str, str]
    periods: Mapping[str, Part] = field(default_factory=dict)


class Compiled:
    """The folder of a compiled cube."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def forms(self) -> dict[str, Parts]:
        """Return what the list says; nothing where there is none or it is of another format."""
        return _read(self.folder / LIST)

    def files(self, form: str) -> tuple[Path, ...]:
        """Return the files of a form's cells in the order of their periods."""
        held = self.forms().get(form)
        periods = held.periods if held is not None else {}
        return tuple(self.folder / periods[one].file for one in sorted(periods))

    def take(self, form: str, period: str, draft: Path) -> str:
        """Give a finished file the name of its content, below the folder; return the name."""
        name = f"{form}/{period}-{digest_of(draft)}.parquet"
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(target)
        sync(target.parent)
        return name

    def show(self, forms: Mapping[str, Parts]) -> None:
        """Replace the list at once, and remove files that neither it nor the one before names."""
        text = json.dumps(
            {"format": _FORMAT, "forms": {key: asdict(forms[key]) for key in sorted(forms)}},
            ensure_ascii=False, indent=1, sort_keys=True,
        )  # fmt: skip
        held = self.folder / LIST
        if not held.is_file() or held.read_text(encoding="utf-8") != text:
            if held.is_file():
                _replace(self.folder / _BEFORE, held.read_text(encoding="utf-8"))
            _replace(held, text)
        self._clean()

    def _clean(self) -> None:
        """Remove what nobody needs: also the work of a command that was killed.

        Files of the list before are kept: somebody may still be reading them.
        """
        for left in self.folder.glob(f"{MAKING}*"):
            shutil.rmtree(left)
        lists = (_read(self.folder / LIST), _read(self.folder / _BEFORE))
        named = {
            part.file for one in lists for parts in one.values() for part in parts.periods.values()
        }
        for path in self.folder.glob("*/*.parquet"):
            if str(path.relative_to(self.folder)) not in named:
                path.unlink()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else write; raises CoreError where somebody does, or the folder cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
        except BlockingIOError as error:
            raise CoreError(
                "compile_busy",
                f"“{self.folder}”正在由另一个命令汇总，请等它结束",
                f'another command is compiling into "{self.folder}": wait until it ends',
            ) from error
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise CoreError(
                "cannot_write",
                f"无法写入“{self.folder}”：{error.strerror}。请检查目录和写权限。",
                f'Cannot write "{self.folder}": {error.strerror}. '
                "Check the folder and your permission.",
            ) from error


def open_cube(
    folder: Path, shape: Shape, connection: duckdb.DuckDBPyConnection | None = None
) -> Cube:
    """Return a cube that holds the compiled cells of a form."""
    cube = Cube(connection or duckdb.connect(), [shape])
    files = [str(path) for path in Compiled(folder).files(shape.form)]
    if files:
        cube.connection.execute(f"INSERT INTO {shape.table} FROM read_parquet($1)", [files])
    return cube


def _read(path: Path) -> dict[str, Parts]:
    if not path.is_file():
        return {}
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != _FORMAT:
            return {}
        return {
            form: Parts(
                one["columns"],
                {period: Part(**part) for period, part in one["periods"].items()},
            )
            for form, one in said["forms"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CoreError(
            "compiled_list",
            f"“{path}”不是汇总结果的清单；请删除该文件后重新汇总",
            f'"{path}" is no list of a compiled cube: delete it and compile again',
        ) from error


def _replace(target: Path, text: str) -> None:
    draft = target.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(target)
    sync(target.parent)
