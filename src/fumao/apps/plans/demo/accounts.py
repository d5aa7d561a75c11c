"""The accounts of a demo to begin with."""

from fumao.apps.orgs.models import Person

FIRST = (
    "xm.office",
    "xm.checker",
    "xm.leader",
    "xm.commerce",
    "xm.firm1",
    "wh.office",
    "wz.office",
    "tj.office",
)


def demo_accounts() -> list[tuple[str, str]]:
    """Return (username, title) of the accounts to begin with."""
    titles = dict(
        Person.objects.filter(username__in=[*FIRST, "admin", "reader"]).values_list(
            "username", "title"
        )
    )
    return [(name, titles[name]) for name in (*FIRST, "admin", "reader") if name in titles]
