"""Keeps the portal's processes running together: starts them, restarts one that dies, and
stops all of them on Ctrl-C or SIGTERM.

Each child has its own process group, so Ctrl-C in a terminal reaches only this
process, which then asks every child to finish what it is doing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE = 12.0  # seconds a child has to finish before it is killed
CALM = 30.0  # a child that lived this long is restarted without delay
MOST_DELAY = 15.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Child:
    """One process of the portal and its state."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float = 0.0
    lines: threading.Thread | None = field(default=None, repr=False)


class Supervisor:
    """Runs children until told to stop; `say(name, line)` gets every line they print."""

    def __init__(self, say: Callable[[str, str], None], env: dict[str, str] | None = None) -> None:
        self.say = say
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
        self.children: list[Child] = []
        self.stopping = threading.Event()

    def add(self, name: str, *command: str) -> None:
        self.children.append(Child(name, command))

    def run(self, on_tick: Callable[[], None] = lambda: None) -> None:
        """Start every child and stay until `stop()` or a stop signal; then stop them all."""
        former = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            while not self.stopping.wait(0.2):
                for child in self.children:
                    self._keep(child)
                on_tick()
        finally:
            self._stop_all()
            for number, handler in former.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        self.stopping.set()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():  # a second Ctrl-C: do not wait
            self._kill_all()
        self.stopping.set()

    def _keep(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.restart_at:
                self._start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        # What it left behind (pool processes) must not work on beside its successor.
        self._signal(child, signal.SIGKILL)
        child.failures = 0 if now - child.started > CALM else child.failures + 1
        delay = min(MOST_DELAY, 0.5 * 2**child.failures)
        how = f"signal {-code}" if code < 0 else f"code {code}"
        self.say(child.name, f"ended with {how}; starting again in {delay:.0f} s")
        child.process, child.restart_at = None, now + delay

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            list(child.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=self.env,
            start_new_session=True,
        )
        child.lines = threading.Thread(target=self._relay, args=(child,), daemon=True)
        child.lines.start()

    def _relay(self, child: Child) -> None:
        process = child.process
        if process is None or process.stdout is None:
            return
        for line in process.stdout:
            self.say(child.name, line.rstrip())

    def _signal(self, child: Child, number: int) -> None:
        if child.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, number)

    def _stop_all(self) -> None:
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                # To the child alone: Celery's pool ends with its parent, after its task.
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
        self._kill_all()

    def _kill_all(self) -> None:
        for child in self.children:
            self._signal(child, signal.SIGKILL)


def portal_commands(host: str, port: int, *, workers: int, pool: int) -> dict[str, list[str]]:
    """The three processes of the portal: web, worker and scheduler."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "-A", "clusters_portal"]
    web = [
        *(*python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--respawn-failed-workers", "--no-access-log"),
        *("--blocking-threads", "4", "--backpressure", "64"),
        *("--log-level", "warning", "clusters_portal.wsgi:application"),
    ]
    worker = [
        *(*celery, "worker", "--loglevel", "warning", "--concurrency", str(pool)),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    beat = [*celery, "beat", "--loglevel", "warning", "--pidfile", ""]
    return {"web": web, "worker": worker, "scheduler": beat}
