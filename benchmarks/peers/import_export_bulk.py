"""django-import-export on the same XLSX, in an environment of its own:

import_export_bulk.py FILE.xlsx DATABASE_URL ROWS

A plain table of the 31 columns as texts, its fastest way: bulk writes, no diff, no instance looked
up. Nothing is checked, no event is written. Prints {"seconds": s, "rows": n}.
"""

import json
import sys
import time
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

FILE, URL, ROWS = sys.argv[1], urlsplit(sys.argv[2]), int(sys.argv[3])
HOST = dict(part.split("=", 1) for part in URL.query.split("&") if "=" in part).get("host")
settings.configure(
    INSTALLED_APPS=["import_export"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": URL.path.lstrip("/"),
            "USER": URL.username, "PASSWORD": URL.password or "",
            "HOST": unquote(HOST or URL.hostname or ""), "PORT": URL.port or "",
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)  # fmt: skip
django.setup()

import openpyxl  # noqa: E402
import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import resources  # noqa: E402

COLUMNS = [f"c{number}" for number in range(31)]
Line = type(
    "Line",
    (models.Model,),
    {"__module__": "peer", "Meta": type("Meta", (), {"app_label": "peer"})}
    | {name: models.TextField(blank=True, default="") for name in COLUMNS},
)


class LineResource(resources.ModelResource):
    """The fastest settings that its documentation names."""

    class Meta:
        model = Line
        fields = COLUMNS
        import_id_fields = []
        force_init_instance = True
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        report_skipped = False


def main() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Line)
    began = time.perf_counter()
    sheet = openpyxl.load_workbook(FILE, read_only=True).worksheets[0]
    data = tablib.Dataset(headers=COLUMNS)
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=31)):
        if 0 < number <= ROWS:
            data.append(["" if cell is None else str(cell) for cell in row])
    result = LineResource().import_data(data, dry_run=False, raise_errors=True)
    seconds = time.perf_counter() - began
    assert not result.has_errors() and Line.objects.count() == ROWS
    print(json.dumps({"seconds": seconds, "rows": ROWS}))


main()
