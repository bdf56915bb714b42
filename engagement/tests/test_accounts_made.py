"""How staff accounts come to be: by command, in the admin, with the rights of their group."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client

from engagement.models import User
from engagement.services.accounts import create_staff, sync_groups

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ADDRESS = "ada@example.org"


@pytest.fixture
def ada() -> User:
    return create_staff(email=ADDRESS, name="Ada", password=PASSWORD, group="Curators")


def sign_in(client: Client, address: str = ADDRESS) -> Any:
    return client.post("/accounts/login/", {"login": address, "password": PASSWORD})


# --- manage.py create_staff ----------------------------------------------------------------------


def make_staff(*args: str, password: str = PASSWORD) -> str:
    out = io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO(f"{password}\n")
    try:
        call_command("create_staff", *args, "--password-stdin", stdout=out)
    finally:
        sys.stdin = stdin
    return out.getvalue()


def test_the_command_makes_an_account_that_can_sign_in_at_once(client: Client) -> None:
    said = make_staff("Bea@Example.org", "--name", "Bea", "--group", "Editors")
    assert PASSWORD not in said
    bea = User.objects.get()
    assert (bea.email, bea.is_staff, bea.is_superuser) == ("bea@example.org", True, False)
    assert EmailAddress.objects.get(user=bea).verified
    assert [group.name for group in bea.groups.all()] == ["Editors"]
    assert sign_in(client, address="bea@example.org").status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("args", "password", "sentence"),
    [
        (["bea@example.org"], PASSWORD, "--group Curators or --group Editors, or --superuser"),
        (["bea", "--superuser"], PASSWORD, "'bea' is not an e-mail address"),
        ([ADDRESS.upper(), "--superuser"], PASSWORD, f"already an account for {ADDRESS}"),
        (["bea@example.org", "--superuser"], "", "The password is empty"),
        (["bea@example.org", "--superuser"], "password1234", "too common"),
        (["bea@example.org", "--superuser"], "short", "at least 12 characters"),
        (["bea@example.org", "--superuser"], "bea@example.org", "too similar to the e-mail"),
        (["bea@example.org", "--group", "Owners"], PASSWORD, "invalid choice: 'Owners'"),
    ],
)
def test_the_command_says_plainly_what_is_wrong_and_stores_nothing(
    ada: User, args: list[str], password: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(sentence)):
        make_staff(*args, password=password)
    assert User.objects.count() == 1


def test_the_command_asks_for_the_password_without_showing_it(tmp_path: Path) -> None:
    """In a terminal of its own: what is typed is not echoed."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    manage = [sys.executable, "-W", "ignore", str(settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*manage, "create_staff", ADDRESS, "--superuser"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    for prompt in (b"Password: ", b"again: "):
        while not seen.endswith(prompt):
            seen += os.read(ours, 1024)
        os.write(ours, f"{PASSWORD}\n".encode())
    try:
        while piece := os.read(ours, 1024):
            seen += piece
    except OSError:
        pass  # the terminal closes with the process
    assert process.wait(timeout=30) == 0, seen
    os.close(ours)
    assert b"can sign in at /admin/" in seen
    assert PASSWORD.encode() not in seen


# --- Groups --------------------------------------------------------------------------------------


def test_groups_may_neither_delete_nor_touch_accounts_nor_what_is_computed() -> None:
    sync_groups()
    sync_groups()
    for group in Group.objects.all():
        codes = set(group.permissions.values_list("codename", flat=True))
        assert not {code for code in codes if code.startswith("delete_")}
        assert not {code for code in codes if code.endswith("_user")}
        for model in ("metricvalue", "metricsubject", "importrun", "historicalcluster"):
            assert not codes & {f"add_{model}", f"change_{model}"}
    curators = Group.objects.get(name="Curators")
    assert curators.permissions.filter(codename="view_metricvalue").exists()
    assert not Permission.objects.filter(group=curators, content_type__app_label="engagement")


def test_an_address_changed_by_an_administrator_is_the_one_that_signs_in(ada: User) -> None:
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss@example.org", None))
    url = f"/admin/engagement/user/{ada.pk}/change/"
    data = {"email": "Ada.New@example.org", "name": "Ada", "is_active": "on", "is_staff": "on"}
    assert boss.post(url, data).status_code == 302
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), address="ada.new@example.org").status_code == 302


def test_an_account_made_in_the_admin_signs_in_too() -> None:
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss@example.org", None))
    answer = boss.post(
        "/admin/engagement/user/add/",
        {"email": "Cy@example.org", "name": "Cy", "usable_password": "true",
         "password1": PASSWORD, "password2": PASSWORD},
    )  # fmt: skip
    assert answer.status_code == 302
    assert sign_in(Client(), address="cy@example.org").status_code == 302
