"""Files that appear whole or not at all: written beside their name, renamed when they are done."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path

from fumao.core.errors import CoreError


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a draft in the folder of `target`; it takes the name when nothing went wrong.

    Raises CoreError at once where the folder cannot be written, before hours of work.
    """
    if target.is_dir():
        raise _cannot_write(target, IsADirectoryError(EISDIR, os.strerror(EISDIR)))
    try:
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix
        )
    except OSError as error:
        raise _cannot_write(target, error) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        try:
            with draft.open("rb+") as stream:
                os.fsync(stream.fileno())
            draft.chmod(0o666 & ~_umask())
            draft.replace(target)
        except OSError as error:
            raise _cannot_write(target, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot_write(target: Path, error: OSError) -> CoreError:
    return CoreError(
        "cannot_write",
        f"无法写入“{target}”：{error.strerror}。请检查目录是否存在、是否有写权限。",
        f"Cannot write “{target}”: {error.strerror}. Check the folder and your permission.",
    )
