"""Real worker processes for tests: on the test's own database, broker folder and lease."""

from __future__ import annotations

import contextlib
import copy
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from clusters_portal.processes import portal_commands

LEASE_SECONDS = 3


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of this test's database, for other processes.

    SQLite's test database is in memory, where no other process sees it: the test works on a
    copy in a file instead. On PostgreSQL it is the test database itself.
    """
    before = connections["default"]
    if connection.vendor != "sqlite":
        yield _address(before.settings_dict)
        return
    file = tmp_path / "shared.sqlite3"
    before.ensure_connection()
    with contextlib.closing(sqlite3.connect(file)) as target:
        before.connection.backup(target)
    shared = type(before)({**copy.deepcopy(before.settings_dict), "NAME": str(file)}, before.alias)
    connections["default"] = shared
    try:
        yield f"sqlite:///{file}"
    finally:
        shared.close()
        connections["default"] = before


def _address(database: dict[str, str]) -> str:
    user = ":".join(part for part in (database["USER"], database["PASSWORD"]) if part)
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}@{database['HOST']}{port}/{database['NAME']}"


@dataclass
class Workplace:
    """Starts workers, schedulers and commands beside the test, and stops what is left."""

    folder: Path
    env: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self) -> subprocess.Popen[bytes]:
        """A bare worker, as the portal starts it, with one pool process."""
        command = portal_commands("", 0, workers=1, pool=1)["worker"]
        return self.start(*command, f"--hostname=worker-{len(self.started)}@%h")

    def scheduler(self) -> subprocess.Popen[bytes]:
        command = portal_commands("", 0, workers=1, pool=1)["scheduler"]
        return self.start(*command, f"--schedule={self.folder / 'beat-schedule'}")

    def supervised(self, name: str) -> subprocess.Popen[bytes]:
        """A worker or scheduler that is started again when it ends, as `make run` does."""
        return self.start(sys.executable, "manage.py", "up", f"--only={name}")

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"process-{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.env,
            check=True,
            capture_output=True,
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to a worker and its pool: no goodbye, no cleaning up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        for process in self.started:
            process.terminate()
        for process in self.started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    self.kill(process)

    def until(self, reached: Callable[[], bool], limit: float, every: float = 0.02) -> float:
        """Wait for it and return the seconds it took; fail with the processes' last words."""
        began = time.monotonic()
        while not reached():
            if time.monotonic() - began > limit:
                logs = [log.read_text()[-1500:] for log in sorted(self.folder.glob("*.log"))]
                pytest.fail(f"not within {limit} s\n" + "\n---\n".join(logs))
            time.sleep(every)
        return time.monotonic() - began


@pytest.fixture
def workplace(shared_database: str, tmp_path: Path) -> Iterator[Workplace]:
    """Workers here share the database with the test, and the broker with its nudges."""
    env = {
        **os.environ,
        "DATABASE_URL": shared_database,
        "DATA_DIR": str(settings.DATA_DIR),
        "METRIC_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    place = Workplace(tmp_path, env)
    try:
        yield place
    finally:
        place.stop_all()
