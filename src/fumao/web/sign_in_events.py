"""Sign-in, sign-out, locks and second factors as events of the person."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from structlog import get_logger

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area, Person

log = get_logger(__name__)


def _tell(person: Person | None, kind: str, data: dict[str, Any] | None = None) -> None:
    if person is None:
        return
    actor = actor_for(person, today())
    home = actor.home
    area = home.area_id if home else Area.objects.order_by("path").values_list("pk").first()
    if area is None:  # an installation without areas: there is no office to tell
        log.warning("event_without_area", kind=kind, person=person.username)
        return
    with transaction.atomic():
        record(
            f"person:{person.username}",
            kind,
            actor=actor,
            area=area if isinstance(area, int) else area[0],
            department=home.department_id if home else None,
            data=data,
        )


def _signed_in(sender: Any, user: Person, **kwargs: Any) -> None:
    _tell(user, "signed_in")


def _signed_out(sender: Any, user: Person | None, **kwargs: Any) -> None:
    _tell(user, "signed_out")


def _locked(sender: Any, username: str | None, ip_address: str | None, **kwargs: Any) -> None:
    log.warning("sign_in_locked", username=username, address=ip_address)
    _tell(Person.objects.filter(username=username).first(), "sign_in_locked", {"ip": ip_address})


def _password_changed(sender: Any, user: Person, **kwargs: Any) -> None:
    with transaction.atomic():
        user.temporary_password = False
        user.save(update_fields=["temporary_password"])
        _tell(user, "password_changed")


def _factor_added(sender: Any, user: Person, authenticator: Any, **kwargs: Any) -> None:
    _tell(user, "second_factor_added", {"type": authenticator.type})


def _factor_removed(sender: Any, user: Person, authenticator: Any, **kwargs: Any) -> None:
    _tell(user, "second_factor_removed", {"type": authenticator.type})


def listen() -> None:
    """Connect the signals; called once, when the apps are ready."""
    for signal, receiver in (
        (user_logged_in, _signed_in),
        (user_logged_out, _signed_out),
        (user_locked_out, _locked),
        (password_changed, _password_changed),
        (authenticator_added, _factor_added),
        (authenticator_removed, _factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=receiver.__name__)
