"""Who and where: areas, departments with their names over time, parks, people and their posts."""

from fumao.apps.orgs.models.departments import (
    Department,
    DepartmentGroup,
    DepartmentName,
    GroupMember,
    GroupName,
    Park,
    Succession,
)
from fumao.apps.orgs.models.people import (
    CALLED_IN,
    DELEGABLE,
    ApiToken,
    Delegation,
    Person,
    Post,
    Role,
)
from fumao.apps.orgs.models.places import (
    Area,
    Validity,
)
from fumao.apps.orgs.models.records import (
    Allowance,
    LoadedPack,
)

__all__ = [
    "CALLED_IN",
    "DELEGABLE",
    "Allowance",
    "ApiToken",
    "Area",
    "Delegation",
    "Department",
    "DepartmentGroup",
    "DepartmentName",
    "GroupMember",
    "GroupName",
    "LoadedPack",
    "Park",
    "Person",
    "Post",
    "Role",
    "Succession",
    "Validity",
]
