"""Fixtures for the whole suite: the official files, and a running portal for browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

# No test fails for being slow on a busy machine; speed is measured in benchmarks/.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")
START_LIMIT = 120  # seconds for the portal to answer
METRICS_LIMIT = 120  # seconds for its worker to compute the starter metrics


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of official files beside the checkout (or SHARED_DATA); skips when absent."""
    folder = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no official files at {folder}: set SHARED_DATA to run this test")
    return folder


@dataclass(frozen=True)
class Portal:
    """A portal started as `make run` starts it, on its own DATA_DIR."""

    url: str
    data_dir: Path
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run manage.py beside it and return what it prints."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, limit: float, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Web, worker and scheduler on SQLite and the file broker, with starter data and metrics."""
    folder = tmp_path_factory.mktemp("portal")
    log = folder / "log.txt"
    keep = ("PATH", "HOME", "LANG", "SHARED_DATA")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    # API_RATE: the browser tests are one address that reads very much.
    env |= {"DATA_DIR": str(folder / "var"), "API_RATE": "100000/min"}
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            running = Portal(f"http://127.0.0.1:{port}", folder / "var", env)
            wait_for(f"{running.url}/healthz", START_LIMIT, process, log)
            running.manage("recompute", "--wait", f"--timeout={METRICS_LIMIT}")
            yield running
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium, quiet towards the network, able to draw WebGL without a GPU."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail("browser tests need Debian's chromium on the PATH (.ci/run installs it)")
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--no-sandbox",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
        ],
    }
