"""django-import-export on the same XLSX, in an environment of its own:

import_export_bulk.py FILE.xlsx DATABASE_URL ROWS plain|fastest

A plain table of the 31 columns as texts. plain: as its documentation begins, a row is known by
the number of its contract, saved and compared. fastest: bulk writes, no diff, nothing looked up, so
that the same file twice is stored twice. Nothing is checked, no event is written. Prints
{"seconds": s, "rows": n}.
"""

import json
import sys
import time
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

FILE, URL, ROWS, WAY = sys.argv[1], urlsplit(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
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
    {
        "__module__": "peer",
        "Meta": type("Meta", (), {"app_label": "import_export", "db_table": "peer_line"}),
    }
    | {name: models.TextField(blank=True, default="", db_index=name == "c1") for name in COLUMNS},
)


class LineResource(resources.ModelResource):
    """The resource, by the settings of its way."""

    class Meta:
        model = Line
        fields = COLUMNS
        import_id_fields = [] if WAY == "fastest" else ["c1"]
        force_init_instance = use_bulk = skip_diff = WAY == "fastest"
        batch_size = 1000


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS peer_line")
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
