import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clusters_portal.env import Env

MISTAKES = {
    "DEBUG": ("maybe", "neither yes nor no"),
    "PORT": ("eighty", "not a whole number"),
    "ENVIRONMENT": ("staging", "one of development, production"),
    "DATABASE_URL": ("mysql://root@localhost/x", "starts with 'mysql'"),
    "REDIS_URL": ("http://localhost", "starts with 'http'"),
    "EMAIL_URL": ("mail.example.org", "starts with no scheme"),
    "LOG_LEVEL": ("loud", "one of debug"),
    "API_RATE": ("600", "not so many a minute"),
    "CSRF_TRUSTED_ORIGINS": ("clusters.example.org", "without a scheme"),
    "PROXIES": ("9", "outside 0 to 5"),
}


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` as an operator would, with these variables set."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={**keep, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", MISTAKES)
def test_a_malformed_variable_stops_the_start_with_its_name_and_a_hint(name):
    value, what = MISTAKES[name]
    run = check(**{name: value})
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert name in last
    assert what in last
    assert "Hint: " in last


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(missing):
    given = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "clusters.example.org"}
    del given[missing]
    run = check(ENVIRONMENT="production", **given)
    assert run.returncode != 0
    assert f"{missing} is not set" in run.stderr


def test_production_refuses_debug():
    run = check(ENVIRONMENT="production", DEBUG="1", SECRET_KEY="x" * 50, ALLOWED_HOSTS="a.example")
    assert "DEBUG is on in production" in run.stderr


def test_a_password_in_a_broken_database_address_is_not_repeated():
    env = Env({"DATABASE_URL": "postgresql://user:hunter2@host:port/"})
    with pytest.raises(ImproperlyConfigured) as caught:
        env.database(settings.DATA_DIR / "x.sqlite3")
    assert "hunter2" not in str(caught.value)


def test_the_development_key_is_made_once_and_private(tmp_path):
    file = tmp_path / "secret-key"
    first = Env({}).secret_key(development=True, file=file)
    assert Env({}).secret_key(development=True, file=file) == first
    assert len(first) >= 50
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["smtp://user:s3cret@mail.example.org:abc", "smtp://"])
def test_a_mail_server_that_cannot_be_read_is_told_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as told:
        Env({"EMAIL_URL": url}).email()
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("rate", ["600/min", "5/s", "100000/min", "1/day"])
def test_a_rate_is_so_many_a_while(rate):
    assert Env({"API_RATE": rate}).rate("API_RATE", "600/min") == rate
