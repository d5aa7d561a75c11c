"""Shipped packs, read once, and a way to write small packs of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fumao.packs.model import Pack
from fumao.packs.registry import Registry
from tests.shipped import packs

type WritePack = Callable[..., Path]


@pytest.fixture(scope="session")
def shipped() -> dict[str, Pack]:
    """The shipped packs by key."""
    return {pack.head.key: pack for pack in packs()}


@pytest.fixture(scope="session")
def registry(shipped: dict[str, Pack]) -> Registry:
    """Every shipped area, department and group."""
    return Registry(shipped.values())


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Write a pack folder; arguments are named as its files, `areas_csv` for areas.csv."""

    def write(key: str = "town", **files: str) -> Path:
        folder = tmp_path / key
        folder.mkdir()
        head = files.pop(
            "pack",
            f"key: {key}\nversion: 1.0.0\nkind: plan\ntitle_zh: 某市\ntitle_en: Town\n"
            "licence: CC0-1.0\nsource_zh: 测试\nsource_en: Test\n",
        )
        (folder / "pack.yaml").write_text(head, encoding="utf-8")
        for name, text in files.items():
            shown = name.replace("_csv", ".csv") if name.endswith("_csv") else f"{name}.yaml"
            (folder / shown).write_text(text, encoding="utf-8")
        return folder

    return write
