"""django-import-export beside a bulk file, in an environment of its own on the same server."""

import json
import subprocess
import venv
from pathlib import Path

from benchmarks.bulk_file import write

# Rows of the whole by the way it is used; its time is for as many rows times the rest.
_WAYS = {"plain": 3_000, "fastest": 10_000}
_PACKAGES = ("django>=5.2,<7", "django-import-export==4.*", "openpyxl", "tablib", "psycopg[binary]")


def import_export(folder: Path, url: str, rows: int, seconds: float) -> None:
    """Run it on fewer rows and print the line; says so where the environment cannot be made."""
    python = folder / "peer" / "bin" / "python"
    venv.create(folder / "peer", with_pip=True)
    pip = [str(python), "-m", "pip", "install", "-q", *_PACKAGES]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        print("bulk_vs_import_export - its environment could not be made")
        return
    script = Path(__file__).with_name("peers") / "import_export_bulk.py"
    for way, most in _WAYS.items():
        file, count = folder / "peer.xlsx", min(most, rows)
        write(file, count, 50)
        told = subprocess.run(
            [str(python), str(script), str(file), url, str(count), way],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        name = f"bulk_vs_import_export_{way}"
        if told.returncode:
            print(f"{name} - it failed: {told.stderr.strip().splitlines()[-1]}")
            continue
        peer = json.loads(told.stdout.splitlines()[-1])
        whole = peer["seconds"] * rows / peer["rows"]
        print(
            f"{name} {whole / seconds:.1f} {peer['seconds']:.1f} s for {count:,} rows of a plain "
            f"table without checks or events, {whole:.0f} s scaled to {rows:,}"
        )
