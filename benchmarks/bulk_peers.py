"""django-import-export beside a bulk file, in an environment of its own on the same server."""

import json
import subprocess
import venv
from pathlib import Path

from benchmarks.bulk_file import write

_ROWS = 10_000  # of the whole; its time is for as many rows times the rest
_PACKAGES = ("django>=5.2,<7", "django-import-export==4.*", "openpyxl", "tablib", "psycopg[binary]")


def import_export(folder: Path, url: str, rows: int, seconds: float) -> None:
    """Run it on fewer rows and print the line; says so where the environment cannot be made."""
    python = folder / "peer" / "bin" / "python"
    venv.create(folder / "peer", with_pip=True)
    pip = [str(python), "-m", "pip", "install", "-q", *_PACKAGES]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        print("bulk_vs_import_export - its environment could not be made")
        return
    file = folder / "peer.xlsx"
    write(file, min(_ROWS, rows), 50)
    script = Path(__file__).with_name("peers") / "import_export_bulk.py"
    told = subprocess.run(
        [str(python), str(script), str(file), url, str(min(_ROWS, rows))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        print(f"bulk_vs_import_export - it failed: {told.stderr.strip().splitlines()[-1]}")
        return
    peer = json.loads(told.stdout.splitlines()[-1])
    whole = peer["seconds"] * rows / peer["rows"]
    print(
        f"bulk_vs_import_export {whole / seconds:.1f} {peer['seconds']:.1f} s for {peer['rows']:,} "
        f"rows of a plain table without checks or events, {whole:.0f} s scaled to {rows:,}"
    )
