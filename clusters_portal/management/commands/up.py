"""`manage.py up`: everything `make run` does once the packages are installed."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from clusters_portal.processes import Supervisor, portal_commands
from engagement.services.accounts import demo_sign_ins


class Command(BaseCommand):
    help = "Prepare the database and the starter data, then run web, worker and scheduler."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--prepare-only", action="store_true", help="stop before the processes start"
        )
        parser.add_argument(
            "--only",
            choices=("web", "worker", "scheduler"),
            help="run this process alone, and prepare nothing (one container each)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        host, port, only = options["host"], options["port"], options["only"]
        if only in (None, "web") and not options["prepare_only"]:
            refuse_taken_port(host, port)
        accounts = [] if only else self.prepare()
        if options["prepare_only"]:
            return
        supervisor = Supervisor(self.say)
        sqlite = connection.vendor == "sqlite"
        commands = portal_commands(host, port, workers=2, pool=1 if sqlite else 2)
        for name, command in commands.items():
            if only in (None, name):
                supervisor.add(name, *command)
        greeting = Greeting(self, f"http://{host}:{port}", accounts, started)
        supervisor.run(on_tick=greeting.tick if only in (None, "web") else lambda: None)
        self.stdout.write("Stopped.")

    def prepare(self) -> list[tuple[str, str, str]]:
        """Database, static files and starter data; returns the demo sign-ins, if any."""
        self.step("Database", self.migrate)
        self.step("Static files", collect_static)
        self.step("Starter data", lambda: call_command("load_starter", verbosity=0))
        self.step("Campaign content", lambda: call_command("load_content", verbosity=0))
        return demo_sign_ins() if settings.DEVELOPMENT else []

    def step(self, name: str, work: Any) -> None:
        began = time.monotonic()
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        work()
        self.stdout.write(f"ready ({time.monotonic() - began:.1f} s)")

    def migrate(self) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached or written ({type(error).__name__}). "
                "Hint: check DATABASE_URL, or unset it to use SQLite under DATA_DIR."
            ) from error

    def say(self, name: str, line: str) -> None:
        self.stdout.write(f"{name:>9} | {line}")
        self.stdout.flush()


class Greeting:
    """Prints the address and the sign-ins once the web process answers."""

    def __init__(
        self, command: Command, url: str, accounts: list[tuple[str, str, str]], started: float
    ) -> None:
        self.command, self.url, self.accounts, self.started = command, url, accounts, started
        self.done = False
        self.probe: threading.Thread | None = None

    def tick(self) -> None:
        if not self.done and (self.probe is None or not self.probe.is_alive()):
            self.probe = threading.Thread(target=self._try, daemon=True)
            self.probe.start()

    def _try(self) -> None:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310
                answered = answer.status == 200
        except (urllib.error.URLError, OSError):
            return
        if answered and not self.done:
            self.done = True
            self._greet()

    def _greet(self) -> None:
        write = self.command.stdout.write
        write(f"\nThe portal is up after {time.monotonic() - self.started:.0f} s: {self.url}/")
        if self.accounts:
            write(f"Sign in at {self.url}/admin/ (this machine only, made for this DATA_DIR):")
            for role, email, password in self.accounts:
                write(f"  {role:<14} {email:<28} {password}")
        if settings.DEVELOPMENT:
            write(f"E-mail it sends: {self.url}/outbox/")
        write("Ctrl-C stops everything.\n")
        self.command.stdout.flush()


def refuse_taken_port(host: str, port: int) -> None:
    """A clear sentence instead of a server's stack trace when the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Is the portal already "
                f"running? Hint: PORT={port + 1} make run"
            ) from error


def collect_static() -> None:
    """Run collectstatic when a static file changed since the last time."""
    digest = hashlib.sha256(settings.PORTAL_VERSION.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            digest.update(f"{path} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    stamp = settings.DATA_DIR / "static-stamp"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    collected = manifest.exists() or settings.DEBUG
    if collected and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())
