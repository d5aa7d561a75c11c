"""The public face of orgs, besides its models, actor and policy."""

from fumao.apps.orgs.actions.load_org_pack import load_org_pack
from fumao.apps.orgs.actions.load_people import load_people
from fumao.apps.orgs.limits import API_WRITE, EXPORT, SIGN_IN, UPLOAD, Limit, TooOftenError, spend
from fumao.apps.orgs.lineage import (
    predecessors_by_department,
    successors,
    with_predecessors,
    with_successors,
)
from fumao.apps.orgs.names import Hit, Registry, Unit, name_on, resolve_unit
from fumao.apps.orgs.offices import FUNCTIONS, Level, office_of, offices
from fumao.apps.orgs.tokens import authenticate_token
from fumao.apps.orgs.tree import (
    ancestors,
    candidates,
    district_governments,
    districts,
    expand,
    subtree,
    valid_on,
)

__all__ = [
    "API_WRITE",
    "EXPORT",
    "FUNCTIONS",
    "SIGN_IN",
    "UPLOAD",
    "Hit",
    "Level",
    "Limit",
    "Registry",
    "TooOftenError",
    "Unit",
    "ancestors",
    "authenticate_token",
    "candidates",
    "district_governments",
    "districts",
    "expand",
    "load_org_pack",
    "load_people",
    "name_on",
    "office_of",
    "offices",
    "predecessors_by_department",
    "resolve_unit",
    "spend",
    "subtree",
    "successors",
    "valid_on",
    "with_predecessors",
    "with_successors",
]
