"""Django settings, read from the environment; every variable is listed in docs/ops/settings.md."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import dj_database_url

from fumao.web.mail_settings import mailer
from fumao.web.secret_key import read_or_create_receipt_key, read_or_create_secret_key


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
DATA = Path(os.environ.get("DATA", CHECKOUT / "data")).resolve()

# Demo mode: synthetic people and progress, a fixed business date, a banner, no second factor.
DEMO = _flag("DEMO", False)
TODAY = date.fromisoformat(os.environ.get("TODAY") or "2022-06-24") if DEMO else None
MFA_REQUIRED = _flag("MFA_REQUIRED", not DEMO)

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY") or read_or_create_secret_key(DATA)
# Signs the receipts of exchanged data: 64 hexadecimal digits (apps/sharing).
RECEIPT_KEY = os.environ.get("RECEIPT_KEY") or read_or_create_receipt_key(DATA)
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")
HTTPS = _flag("HTTPS", not DEMO)
BEHIND_PROXY = _flag("BEHIND_PROXY", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "fumao.apps.formpages",
    "fumao.apps.orgs",
    "fumao.apps.audit",
    "fumao.apps.files",
    "fumao.apps.notices",
    "fumao.apps.plans",
    "fumao.apps.grants",
    "fumao.apps.funds",
    "fumao.apps.releases",
    "fumao.apps.enterprises",
    "fumao.apps.procedures",
    "fumao.apps.surveys",
    "fumao.apps.sharing",
    "fumao.web",
]

MIDDLEWARE = [
    "fumao.web.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fumao.web.middleware.LanguageMiddleware",
    "fumao.web.api.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fumao.web.middleware.ActorMiddleware",
    "fumao.web.gate.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fumao.web.urls"
WSGI_APPLICATION = "fumao.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fumao.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "fumao.web.templatetags.fumao",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite by default (WAL, FULL, IMMEDIATE: docs/adr/0002), PostgreSQL by DATABASE_URL."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'fumao.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        }
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "pages": {"BACKEND": _MEMORY, "LOCATION": "pages"},  # drawn parts: never crowd out the rest
}

AUTH_USER_MODEL = "orgs.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "title")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "fumao.web.sign_in.AccountAdapter"  # no self-registration
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": ""}  # fumao.web.sign_in counts in the database instead
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Fumao"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "fumao.web.sign_in.counted_name"
AXES_LOCKOUT_CALLABLE = "fumao.web.sign_in.locked_out"

# Not cached_db: the cache is a process's own, and a session ended in one would live on in another.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_SECONDS", "1800"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # asked on this machine, where nothing speaks HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fumao.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # Tabler draws its select arrows with data: images
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "fumao.web.static_files.PackageFinder",
]
NODE_MODULES = Path(os.environ.get("NODE_MODULES", CHECKOUT / "node_modules")).resolve()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fumao.web.static_files.HashedStaticFiles"},
}
FILES_ROOT = DATA / "files"  # evidence and documents; outside the web root
UPLOAD_LIMIT = 50 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Where messages of the system lead back to, and whom they are from.
SITE_HOST = next((name.strip("[].*") for name in ALLOWED_HOSTS), "") or "localhost"
SITE_URL = (
    os.environ.get("SITE_URL")
    or (
        f"http://{SITE_HOST}:{os.environ.get('PORT', '8000')}"
        if not HTTPS
        else f"https://{SITE_HOST}"
    )
).rstrip("/")
MAILERS = {"default": mailer(os.environ.get("EMAIL_URL", ""), DATA / "mail")}
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or f"Fumao <fumao@{SITE_HOST}>"
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "")  # dotted path of an adapter's class; none: no SMS

# A TrueType file to embed into certificates; none: the Song type that readers of PDF bring along.
CERTIFICATE_FONT = os.environ.get("CERTIFICATE_FONT", "")

# A malware scanner for uploads: dotted path of its class (fumao.apps.files.clamd.Clamd); none: off.
SCANNER = os.environ.get("SCANNER", "")
SCANNER_REQUIRED = _flag("SCANNER_REQUIRED", False)  # refuse uploads while it does not answer
CLAMD = os.environ.get("CLAMD", "unix:/run/clamav/clamd.ctl")
PREVIEWS_ROOT = DATA / "previews"  # drawn pages of evidence; may be deleted at any time

BATCHES_ROOT = DATA / "batches"  # accepted filings, never changed; vintages are rebuilt from them
RULES_ROOT = PACKAGE / "packs"  # the rules that the calculator and the API answer with

LOGGING_CONFIG = None  # structlog: fumao.web.logs
