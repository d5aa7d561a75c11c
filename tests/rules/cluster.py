"""A real Spark cluster on loopback for tests and benchmarks: a master and two workers."""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
WORKERS = 2
PATIENCE = 120  # seconds until a process must be up


def spark_home() -> Path | None:
    """Return the folder of pyspark, which carries the whole engine; None where there is none."""
    found = importlib.util.find_spec("pyspark")
    return None if found is None or found.origin is None else Path(found.origin).parent


def lacking() -> str | None:
    """Return what is missing for a cluster, None where nothing is."""
    if spark_home() is None:
        return "pyspark is not installed: make test-spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Java 17 is not installed (openjdk-17-jre-headless)"
    return None


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a cluster whose files are in `folder`; gives its address, stops it at the end."""
    home = spark_home()
    assert home is not None
    port = _free_port()
    address = f"spark://{LOOPBACK}:{port}"
    processes: list[subprocess.Popen[bytes]] = []
    try:
        master = ("Master", "--host", LOOPBACK, "--port", str(port), "--webui-port", "0")
        processes.append(_start(home, folder, "master", master))
        _wait(folder / "master.log", "New state: ALIVE", 1, processes)
        for number in range(WORKERS):
            work = folder / f"worker{number}"
            words = ("Worker", "--host", LOOPBACK, "--webui-port", "0", "--cores", "1")
            more = ("--memory", "1g", "--work-dir", str(work), address)
            processes.append(_start(home, folder, work.name, (*words, *more)))
        _wait(folder / "master.log", "Registering worker", WORKERS, processes)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(timeout=60)


def _start(home: Path, folder: Path, name: str, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    options = "-Dspark.master.rest.enabled=false"  # it would listen on port 6066
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_PUBLIC_DNS": LOOPBACK,
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": options,
    }
    command = [
        str(home / "bin" / "spark-class"),
        f"org.apache.spark.deploy.{words[0].lower()}.{words[0]}",
        *words[1:],
    ]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder)


def _wait(log: Path, words: str, times: int, processes: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + PATIENCE
    while (seen := log.read_text(errors="replace")).count(words) < times:
        if time.monotonic() > end or any(process.poll() is not None for process in processes):
            raise RuntimeError(f"Spark did not start; {log} ends:\n{seen[-2000:]}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])
