"""EMAIL_URL, as docs/ops/settings.md has it."""

from pathlib import Path

import pytest

from fumao.web.mail_settings import mailer

FOLDER = Path("/var/fumao/mail")


def test_without_an_address_mails_are_files() -> None:
    assert mailer("", FOLDER) == {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": "/var/fumao/mail"},
    }
    assert mailer("file:///srv/mail", FOLDER)["OPTIONS"] == {"file_path": "/srv/mail"}


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://mail.example", {"host": "mail.example", "timeout": 20}),
        (
            "smtp+tls://fumao%40city:p%40ss%2Fw@mail.example:587?timeout=5",
            {
                "host": "mail.example", "timeout": 5, "use_tls": True, "port": 587,
                "username": "fumao@city", "password": "p@ss/w",
            },
        ),
        (
            "smtps://mail.example:465",
            {"host": "mail.example", "timeout": 20, "use_ssl": True, "port": 465},
        ),
    ],
)  # fmt: skip
def test_a_mail_server(url: str, options: dict[str, object]) -> None:
    made = mailer(url, FOLDER)
    assert made["BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert made["OPTIONS"] == options


@pytest.mark.parametrize("url", ["mail.example", "https://mail.example", "smtp://", "smtp:25"])
def test_anything_else_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="smtp, smtp\\+tls, smtps or file"):
        mailer(url, FOLDER)
    with pytest.raises(ValueError) as refused:
        mailer("pop://user:secret@mail.example", FOLDER)
    assert "secret" not in str(refused.value)
