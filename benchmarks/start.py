"""How long `fumao up` takes: the first start, the second, and beside them the server alone.

Promised: a second start under ten seconds. The peer is granian serving the same application with
nothing prepared before it, on the same data: what is above it is our own preparation.
Run: python benchmarks/start.py
"""

import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.running import Fumao, free_port

FUMAO = [str(Path(sys.executable).with_name("fumao")), "up"]
PROMISED = 10.0  # seconds, of a second start


class Up:
    """A running `fumao up` whose words are kept."""

    def __init__(self, home: Fumao, **settings: str) -> None:
        home.port = self.port = free_port()
        self.said = ""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            FUMAO, env={**home.environment, "HOST": "127.0.0.1", **settings},
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def wait_until_ready(self, seconds: float = 300) -> float:
        """Wait for the accounts to be printed; return how long the start took in seconds."""
        while "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < self.began + seconds, self.said
            time.sleep(0.05)
        return time.monotonic() - self.began

    def family(self) -> list[psutil.Process]:
        """Return the process and all it has started."""
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(30)
        self._reader.join(20)  # children hold the pipe too: its end says that they have ended
        assert not self._reader.is_alive()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as reply:
            return reply.status, reply.read().decode()


def main() -> None:
    """Print the lines."""
    with tempfile.TemporaryDirectory() as folder:
        home = Fumao(Path(folder) / "data")
        taken = []
        for _ in range(4):
            up = Up(home)
            taken.append(up.wait_until_ready())
            up.stop()
        began = time.monotonic()
        home.start()
        alone = time.monotonic() - began
        home.kill()
    second = sorted(taken[1:])[1]
    print(f"start_first_s {taken[0]:.1f} with database, packs and demo")
    print(f"start_second_vs_promise {PROMISED / second:.2f} {second:.1f} s of {PROMISED:.0f} s")
    print(f"start_second_vs_granian_alone {alone / second:.2f} {second:.1f} s and {alone:.1f} s")


if __name__ == "__main__":
    main()
