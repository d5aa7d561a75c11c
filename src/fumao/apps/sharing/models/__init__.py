"""Grants, exchanges under them, what was confirmed, receipts, pairs of names."""

from fumao.apps.sharing.models.data import Exchange, Receipt, SharedData
from fumao.apps.sharing.models.grants import DataGrant
from fumao.apps.sharing.models.pairs import NamePair

__all__ = ["DataGrant", "Exchange", "NamePair", "Receipt", "SharedData"]
