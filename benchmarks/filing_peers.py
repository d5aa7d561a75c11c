"""Two views to measure filing against: an ordinary ORM view, and one hand-written statement.

Neither asks who sends, counts how often, or has checks that can be changed: Django without
middleware, a report of 30 fields validated by a form (ORM) or by a dozen lines (statement), one row
and one event in a transaction. `FILING_PEER` is orm or statement; DATABASE_URL names the database.
"""

import hashlib
import json
import os
import re
from decimal import Decimal

import dj_database_url
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="benchmark" * 8, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes"], LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)},
)  # fmt: skip
django.setup()

from django import forms  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

FIGURES = [f"f{number:02}" for number in range(1, 31)]


class Report(models.Model):
    """A report as an ordinary application keeps it."""

    enterprise = models.CharField(max_length=18)
    period = models.CharField(max_length=8)
    data = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        app_label = "peer"


class Log(models.Model):
    """An event as an ordinary application keeps it."""

    report = models.ForeignKey(Report, models.PROTECT)
    kind = models.CharField(max_length=32)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "peer"


ReportForm = type(
    "ReportForm",
    (forms.Form,),
    {
        "enterprise": forms.RegexField(r"^[0-9A-Z]{18}$"),
        "period": forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$"),
        **{name: forms.DecimalField(max_digits=18, decimal_places=2) for name in FIGURES},
    },
)


def by_orm(request: HttpRequest) -> HttpResponse:
    """Validate with a form, save two rows in a transaction."""
    form = ReportForm(json.loads(request.body))
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    clean = form.cleaned_data
    data = {name: str(clean[name]) for name in FIGURES}
    with transaction.atomic():
        now = timezone.now()
        row = Report.objects.create(
            enterprise=clean["enterprise"], period=clean["period"], data=data, at=now
        )
        digest = hashlib.sha256(json.dumps(data).encode()).hexdigest()
        Log.objects.create(report=row, kind="filed", at=now, digest=digest)
    return JsonResponse({"id": row.pk}, status=201)


_CODE, _PERIOD = re.compile(r"[0-9A-Z]{18}"), re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_SQL = """
WITH made AS (
    INSERT INTO peer_report (enterprise, period, data, at) VALUES (%s, %s, %s, now()) RETURNING id
) INSERT INTO peer_log (report_id, kind, at, digest) SELECT id, 'filed', now(), %s FROM made
RETURNING report_id
"""


def by_statement(request: HttpRequest) -> HttpResponse:
    """Check a dozen things by hand, write both rows by one statement."""
    body = request.body
    told = json.loads(body)
    figures = [Decimal(told[name]) for name in FIGURES]
    wrong = not _CODE.fullmatch(told["enterprise"]) or not _PERIOD.fullmatch(told["period"])
    if wrong or figures[0] < figures[1] or any(
        one < 0 or one.as_tuple().exponent < -2 for one in figures
    ):  # fmt: skip
        return HttpResponse(status=422)
    with connection.cursor() as cursor:
        digest = hashlib.sha256(body).hexdigest()
        cursor.execute(_SQL, [told["enterprise"], told["period"], body.decode(), digest])
        (pk,) = cursor.fetchone()
    return HttpResponse(b'{"id":%d}' % pk, status=201, content_type="application/json")


def make_tables() -> None:
    """Create the two tables."""
    with connection.schema_editor() as editor:
        editor.create_model(Report)
        editor.create_model(Log)


urlpatterns = [
    path("reports", by_orm if os.environ.get("FILING_PEER") == "orm" else by_statement),
    path("health", lambda _request: HttpResponse("ok")),
]
application = WSGIHandler()
