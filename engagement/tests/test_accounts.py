"""Staff accounts: made by command, signed in by e-mail, guarded, and got back by mail."""

from __future__ import annotations

import email
import email.policy
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
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from engagement.models import User
from engagement.services.accounts import create_staff, sync_groups
from engagement.tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ADDRESS = "ada@example.org"


@pytest.fixture(autouse=True)
def _forgiven() -> Any:
    """Each test starts with no tries counted against anyone."""
    if "filebased" in settings.CACHES["default"]["BACKEND"].lower():
        cache.clear()
    else:  # a Redis may be shared: only our own keys
        cache.delete_many([key.decode().split(":", 2)[-1] for key in _own_keys()])


def _own_keys() -> list[bytes]:
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    return list(client.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*"))


@pytest.fixture
def ada() -> User:
    return create_staff(email=ADDRESS, name="Ada", password=PASSWORD, group="Curators")


def sign_in(client: Client, password: str = PASSWORD, address: str = ADDRESS, **more: str) -> Any:
    data = {"login": address, "password": password, **more}
    return client.post("/accounts/login/", data)


# --- Signing in ----------------------------------------------------------------------------------


def test_staff_sign_in_by_address_and_land_where_they_wanted(client: Client, ada: User) -> None:
    knocked = client.get("/admin/regions/cluster/", follow=True)
    url, _ = knocked.redirect_chain[-1]
    assert url.startswith("/accounts/login/")
    answer = client.post(url, {"login": "ADA@Example.org", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/admin/regions/cluster/"


def test_the_page_is_ours_with_labels_and_no_placeholders(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="en-GB">' in page
    assert page.count("<h1") == page.count("<main") == 1
    assert "E-mail address</label>" in page.replace("\n", "")
    assert "placeholder" not in page[page.index("<main") :]
    assert 'name="remember"' not in page


def test_a_wrong_password_says_neither_which_was_wrong_nor_who_exists(
    client: Client, ada: User
) -> None:
    pages = [
        sign_in(client, "wrong password 1").content.decode(),
        sign_in(client, "wrong password 1", "nobody@example.org").content.decode(),
    ]
    for page in pages:
        assert "There is a problem" in page
        assert "wrong password 1" not in page
    tidy = [re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page) for page in pages]
    assert tidy[0] == tidy[1]


def test_guessing_is_stopped(client: Client, ada: User) -> None:
    for _ in range(5):
        assert sign_in(client, "guess").status_code == 200
    page = sign_in(client, PASSWORD).content.decode()  # even the right one, for a while
    assert "Too many failed login attempts" in page
    assert client.get("/admin/").status_code == 302


def test_many_tries_from_one_address_get_a_plain_page(client: Client) -> None:
    answers = [sign_in(client, "guess", f"p{n}@example.org") for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_signing_in_leads_nowhere_else(client: Client, ada: User, elsewhere: str) -> None:
    answer = sign_in(client, next=elsewhere)
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"


def test_signing_out_needs_a_click_and_ends_the_session(client: Client, ada: User) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/admin/").status_code == 302


def test_a_closed_account_cannot_sign_in(client: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    sign_in(client)
    assert client.get("/admin/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    assert "Accounts are made by staff" in client.get("/accounts/signup/").content.decode()
    client.post(
        "/accounts/signup/",
        {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.exists()


def test_session_cookies_are_closed_to_scripts_and_end_with_the_browser(
    client: Client, ada: User
) -> None:
    cookie = sign_in(client).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]


# --- A forgotten password ------------------------------------------------------------------------


def link_in(text: str) -> str:
    found = re.search(r"http://[^/\s]+(/accounts/password/reset/key/\S+)", text)
    assert found, text
    return found[1]


def choose_new_password(client: Client, link: str, password: str) -> Any:
    form = client.get(link, follow=True)
    url = form.request["PATH_INFO"]
    return client.post(url, {"password1": password, "password2": password}, follow=True)


def test_a_forgotten_password_is_replaced_by_the_link_in_the_file_outbox(
    client: Client, ada: User, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    answer = client.post("/accounts/password/reset/", {"email": ADDRESS}, follow=True)
    assert "Look in your mail" in answer.content.decode()
    (mail,) = [file.read_text() for file in tmp_path.iterdir()]
    assert "Subject: Choose a new password" in mail
    weak = choose_new_password(client, link_in(mail), "password1234")
    assert "too common" in weak.content.decode()
    done = choose_new_password(client, link_in(mail), "another long phrase")
    assert "Your password is changed" in done.content.decode()
    used = client.get(link_in(mail), follow=True).content.decode()
    assert "This link no longer works" in used
    assert sign_in(client).status_code == 200  # the old one no longer opens
    assert sign_in(client, "another long phrase").status_code == 302


def test_the_mail_goes_out_by_smtp(client: Client, ada: User, settings: Any) -> None:
    with SmtpSink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        client.post("/accounts/password/reset/", {"email": ADDRESS})
        (raw,) = sink.messages
        assert ADDRESS in sink.recipients[0]
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        assert mail["Subject"] == "Choose a new password"
        text = mail.get_body().get_content()  # type: ignore[union-attr]
        assert "The link works once" in text
        done = choose_new_password(client, link_in(text), "another long phrase")
        assert "Your password is changed" in done.content.decode()
        assert b"has been changed" in sink.messages[-1]  # told, in case it was not her


def test_a_stranger_gets_no_mail_and_the_same_answer(
    client: Client, ada: User, mailoutbox: list[Any]
) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": one}, follow=True).content
        for one in ("nobody@example.org", ADDRESS)
    ]
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[ADDRESS]]


# --- The second factor ---------------------------------------------------------------------------


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def confirm_it_is_me(client: Client, then: str = "/accounts/2fa/totp/activate/") -> Any:
    url = f"/accounts/reauthenticate/?next={then}"
    return client.post(url, {"password": PASSWORD, "next": then}, follow=True)


def test_a_second_factor_is_set_up_and_then_asked_for(client: Client, ada: User) -> None:
    sign_in(client)
    confirm = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Confirm that it is you" in confirm.content.decode()
    page = confirm_it_is_me(client)
    text = page.content.decode()
    assert "data:image/svg+xml" in text
    secret = re.search(r"Key: <code>(\w+)</code>", text)[1]  # type: ignore[index]
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "There is a problem" in wrong.content.decode()
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert "Recovery codes" in done.content.decode()
    recovery = re.findall(r"<li><code>(\w+)</code></li>", done.content.decode())
    assert len(recovery) == 10
    assert "no second factor" not in client.get("/admin/").content.decode()

    phone = Client()
    asked = sign_in(phone)
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert phone.get("/admin/").status_code == 302  # the password alone opens nothing
    assert "Your second factor" in phone.get(asked["Location"]).content.decode()
    answer = phone.post(asked["Location"], {"code": recovery[0]})
    assert answer["Location"] == "/admin/"
    assert phone.get("/admin/").status_code == 200
    assert "9 of 10 left" in phone.get("/accounts/2fa/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
        "/accounts/password/reset/done/", "/accounts/password/reset/key/x-y/",
        "/accounts/inactive/", "/accounts/logout/", "/accounts/password/change/",
        "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/email/",
        "/accounts/reauthenticate/",
    ],
)  # fmt: skip
def test_every_account_page_has_the_portals_frame(client: Client, ada: User, path: str) -> None:
    if path.startswith(("/accounts/logout", "/accounts/password/change", "/accounts/2fa",
                        "/accounts/email", "/accounts/reauthenticate")):  # fmt: skip
        sign_in(client)
        confirm_it_is_me(client)
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200, answer
    assert '<html lang="en-GB">' in page
    assert page.count("<h1") == page.count('<main id="main"') == 1
    assert "<title>" in page
    assert "no-store" in answer["Cache-Control"]


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
