"""Reads the environment for settings.py and turns each mistake into a sentence with a hint.

A variable that is missing or malformed stops the start with an
``ImproperlyConfigured`` that names the variable, says what was found (never the
value of a secret) and shows a value that would work.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
ENVIRONMENTS = ("development", "production")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
EMAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")


def problem(name: str, what: str, hint: str) -> ImproperlyConfigured:
    """The error for variable `name`: what is wrong, and a value that would work."""
    return ImproperlyConfigured(f"{name} {what}. Hint: {hint} (see .env.example).")


class Env:
    """Typed reads from a mapping of environment variables (usually ``os.environ``)."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def flag(self, name: str, default: bool = False) -> bool:
        raw = self.values.get(name)
        if raw is None:
            return default
        word = raw.strip().lower()
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise problem(name, f"is {raw!r}, which is neither yes nor no", f"{name}=1 or {name}=0")

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        raw = self.text(name, str(default))
        try:
            value = int(raw)
        except ValueError:
            raise problem(name, f"is {raw!r}, not a whole number", f"{name}={default}") from None
        if not low <= value <= high:
            raise problem(name, f"is {value}, outside {low} to {high}", f"{name}={default}")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default).lower() or default
        if value not in choices:
            raise problem(name, f"is {value!r}", f"one of {', '.join(choices)}")
        return value

    def _url(self, name: str, schemes: tuple[str, ...], hint: str) -> str:
        url = self.text(name)
        scheme = urlsplit(url).scheme.lower()
        if url and scheme not in schemes:
            raise problem(name, f"starts with {repr(scheme) if scheme else 'no scheme'}", hint)
        return url

    def database(self, default_file: Path) -> dict[str, object]:
        """Django's database dictionary from DATABASE_URL, or SQLite at `default_file`."""
        hint = "DATABASE_URL=postgresql://user:password@127.0.0.1:5432/clusters"
        url = self._url("DATABASE_URL", DATABASE_SCHEMES, hint)
        if not url:
            url = f"sqlite:///{default_file}"
        try:
            config = dict(environ.Env.db_url_config(url))
        except Exception as error:
            # The cause may quote the password, so only its kind is told.
            raise problem(
                "DATABASE_URL", f"cannot be read ({type(error).__name__})", hint
            ) from None
        if not config.get("NAME"):
            raise problem("DATABASE_URL", "names no database", hint)
        return config

    def redis(self) -> str:
        hint = "REDIS_URL=redis://127.0.0.1:6379/0"
        url = self._url("REDIS_URL", REDIS_SCHEMES, hint)
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise problem("REDIS_URL", "has a port that is not a number", hint) from None
        return url

    def email(self) -> dict[str, object]:
        """Django's EMAIL_* settings from EMAIL_URL, empty when it is not set."""
        hint = "EMAIL_URL=smtp+tls://user:password@mail.example.org:587"
        url = self._url("EMAIL_URL", EMAIL_SCHEMES, hint)
        if not url:
            return {}
        try:
            config = dict(environ.Env.email_url_config(url))
        except Exception as error:
            # The cause may quote the password, so only its kind is told.
            raise problem("EMAIL_URL", f"cannot be read ({type(error).__name__})", hint) from None
        if not config.get("EMAIL_HOST"):
            raise problem("EMAIL_URL", "names no mail server", hint)
        return config

    def rate(self, name: str, default: str) -> str:
        """So many a second, minute, hour or day, as the API's throttle reads it."""
        value = self.text(name) or default
        if not re.fullmatch(r"[1-9][0-9]{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)", value):
            raise problem(name, f"is {value!r}, not so many a minute", f"{name}={default}")
        return value

    def origins(self, name: str) -> list[str]:
        """Addresses of other hosts, each with its scheme."""
        found = self.words(name)
        for origin in found:
            if urlsplit(origin).scheme not in ("http", "https"):
                raise problem(
                    name,
                    f"has {origin!r}, without a scheme",
                    f"{name}=https://clusters.example.org",
                )
        return found

    def secret_key(self, *, development: bool, file: Path) -> str:
        """SECRET_KEY, or in development one made once and kept in `file` (mode 600)."""
        key = self.text("SECRET_KEY")
        if key:
            if len(key) < 32 and not development:
                raise problem("SECRET_KEY", "is shorter than 32 characters", "a long random text")
            return key
        if not development:
            raise problem(
                "SECRET_KEY",
                "is not set, and production has no default",
                "SECRET_KEY=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')\"",
            )
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            # Written beside and renamed, so two processes starting at once agree on one key.
            fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            try:
                file.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return file.read_text().strip()
