"""Browser-like clients for the people of the made-up city."""

from django.test import Client

from fumao.apps.orgs.actor import Actor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(actor: Actor) -> Client:
    """A client signed in as the actor's person."""
    assert actor.person is not None
    client = Client()
    client.force_login(actor.person, backend=BACKEND)
    return client
