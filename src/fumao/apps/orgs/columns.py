"""The columns read of a row joined to another: a person or a unit is shown by its names alone.

A statement costs by its columns, to build and to read: pages that are asked for all day name them.
"""

from django.db.models import Model

PERSON = ("name", "name_en", "title", "title_en")
UNIT = ("name", "name_en")


def own(model: type[Model], *without: str) -> tuple[str, ...]:
    """Return the model's own columns, without some."""
    return tuple(one.name for one in model._meta.concrete_fields if one.name not in without)


def joined(columns: tuple[str, ...], *ways: str) -> tuple[str, ...]:
    """Return columns of the rows that lead there by `ways`."""
    return tuple(f"{way}__{column}" for way in ways for column in columns)
