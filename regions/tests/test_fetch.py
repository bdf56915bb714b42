"""manage.py fetch, against a server on this machine that behaves well and badly."""

from __future__ import annotations

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regions.services.downloads import Limits, NotFetched, address_of, fetch, newest
from regions.sources.registry import SOURCES

BODY = b"UKPRN,NAME\n10007795,Leeds\n"


class Publisher(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self):
        getattr(self, f"do_{self.path.strip('/').split('?')[0].replace('-', '_')}")()

    def answer(self, body, kind="text/csv", length=None, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not False:
            self.send_header("Content-Length", str(length or len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_good(self):
        self.answer(BODY)

    def do_no_length(self):
        self.answer(BODY, length=False)

    def do_missing(self):
        self.answer(b"not here", status=404)

    def do_broken_off(self):
        self.answer(BODY, length=len(BODY) + 100)

    def do_empty(self):
        self.answer(b"")

    def do_page(self):
        self.answer(b"<html>Sign in</html>", kind="text/html; charset=utf-8")

    def do_hidden_page(self):
        self.answer(b"\n<!DOCTYPE html><html></html>")

    def do_large(self):
        self.answer(b"x" * 5000)

    def do_large_unsaid(self):
        self.answer(b"x" * 5000, length=False)

    def do_slow(self):
        self.send_response(200)
        self.end_headers()
        time.sleep(1.5)

    def do_trickle(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def do_moved(self):
        self.answer(b"", status=302, Location="/good")

    def do_moved_away(self):
        self.answer(b"", status=302, Location="http://localhost.example/good")

    def do_moved_to_file(self):
        self.answer(b"", status=302, Location="file:///etc/passwd")

    def do_round_and_round(self):
        self.answer(b"", status=302, Location="/round-and-round")

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture(scope="module")
def publisher():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.handle_error = lambda *_: None  # we hang up on files that are too large
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def downloads(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "downloads"


def get(address, limits=Limits(), **options):  # noqa: B008
    return fetch(
        name="learning_providers", part="", address=address, suffix=".csv", limits=limits, **options
    )


def test_a_file_is_kept_whole_with_its_checksum(publisher, downloads):
    download = get(f"{publisher}/good")

    assert download.path.read_bytes() == BODY
    assert download.checksum == hashlib.sha256(BODY).hexdigest()
    beside = download.path.with_name(f"{download.path.name}.sha256")
    assert beside.read_text() == f"{download.checksum}  {download.path.name}\n"
    assert newest("learning_providers", "", ".csv") == download.path


def test_a_server_that_does_not_say_the_length_is_read_to_the_end(publisher, downloads):
    assert get(f"{publisher}/no-length").size == len(BODY)


def test_the_same_file_again_is_not_kept_twice(publisher, downloads):
    first, second = get(f"{publisher}/good"), get(f"{publisher}/good")

    assert (first.new, second.new) == (True, False)
    assert second.path == first.path
    assert len(list(downloads.glob("*.csv"))) == 1


def test_a_redirect_within_the_host_is_followed(publisher, downloads):
    assert get(f"{publisher}/moved").path.read_bytes() == BODY


SMALL = Limits(size=1000, silence=0.5, whole=1)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "answered 404"),
        ("broken-off", "broke off after 26 of 126 bytes"),
        ("empty", "gave an empty file"),
        ("page", "a web page where a .csv file is due"),
        ("hidden-page", "a web page where a .csv file is due"),
        ("large", "is larger than"),
        ("large-unsaid", "is larger than"),
        ("slow", "was silent for 0.5 seconds"),
        ("trickle", "took longer than 1 seconds"),
        ("moved-away", "which is not https"),
        ("moved-to-file", "is not allowed"),
        ("round-and-round", "answered 302"),
    ],
)
def test_what_is_not_a_whole_file_is_refused_and_nothing_is_left(
    publisher, downloads, path, reason
):
    with pytest.raises(NotFetched, match=reason):
        get(f"{publisher}/{path}", limits=SMALL)

    assert list(downloads.iterdir()) == []


def test_a_file_fetched_before_survives_a_failure(publisher, downloads):
    kept = get(f"{publisher}/good").path

    with pytest.raises(NotFetched):
        get(f"{publisher}/broken-off")

    assert kept.read_bytes() == BODY


def test_only_web_addresses_are_fetched_and_an_absent_host_is_told(downloads):
    with pytest.raises(NotFetched, match="not a web address"):
        get("file:///etc/passwd")
    with pytest.raises(NotFetched, match="cannot be reached"):
        get("http://127.0.0.1:9/none")


def test_the_operators_address_goes_before_the_publishers(settings):
    settings.FETCH_URL_OVERRIDES = {"ons_gva": "http://a/", "ons_boundaries_itl2": "http://b/"}

    assert address_of("ons_gva", "", "http://documented/") == "http://a/"
    assert address_of("ons_boundaries", "itl2", "http://documented/") == "http://b/"
    assert address_of("ons_boundaries", "itl1", "http://documented/") == "http://documented/"


def test_the_command_fetches_from_the_address_set_by_name(publisher, downloads, settings):
    settings.FETCH_URL_OVERRIDES = {"learning_providers": f"{publisher}/good"}
    out = StringIO()

    call_command("fetch", "learning_providers", stdout=out)

    assert f"{publisher}/good" in out.getvalue()
    assert hashlib.sha256(BODY).hexdigest() in out.getvalue()
    assert "manage.py ingest learning_providers" in out.getvalue()


def test_the_command_says_what_a_workbook_needs_before_it_can_be_ingested(
    publisher, downloads, settings, tmp_path
):
    settings.FETCH_URL_OVERRIDES = {"ons_gva": f"{publisher}/good"}
    out, target = StringIO(), tmp_path / "gva.xlsx"

    call_command("fetch", "ons_gva", to=target, stdout=out)

    assert target.read_bytes() == BODY
    assert "Table 1c, 2c and 3c as CSV UTF-8" in out.getvalue()


def test_the_command_fetches_every_part_or_the_one_named(publisher, downloads, settings):
    settings.FETCH_URL_OVERRIDES = {"ons_boundaries": f"{publisher}/good"}

    call_command("fetch", "ons_boundaries", part="itl2", stdout=StringIO())
    assert newest("ons_boundaries", "itl2", ".geojson")
    assert not newest("ons_boundaries", "itl1", ".geojson")

    call_command("fetch", "ons_boundaries", stdout=StringIO())
    assert newest("ons_boundaries", "itl1", ".geojson")
    with pytest.raises(CommandError, match="Add --part"):
        call_command("fetch", "ons_boundaries", to=Path("x"))


def test_the_command_fails_plainly(publisher, downloads, settings):
    settings.FETCH_URL_OVERRIDES = {"sic_codes": f"{publisher}/missing"}

    with pytest.raises(CommandError, match="answered 404"):
        call_command("fetch", "sic_codes", stdout=StringIO())
    with pytest.raises(CommandError, match="no source “x”"):
        call_command("fetch", "x")
    with pytest.raises(CommandError, match="has no publisher"):
        call_command("fetch", "organisations")


def test_every_documented_address_is_secure_and_every_source_is_whole():
    for name, source in SOURCES.items():
        assert source.name == name
        assert all(address.startswith("https://") for address in source.addresses.values())
        assert source.page.startswith("https://") or not source.page


@pytest.mark.django_db
def test_ingest_without_a_file_takes_the_newest_that_was_fetched(publisher, downloads, settings):
    settings.FETCH_URL_OVERRIDES = {"learning_providers": f"{publisher}/good"}
    call_command("fetch", "learning_providers", stdout=StringIO())
    out = StringIO()

    with pytest.raises(CommandError, match="refused"):  # the header of BODY is not the list's
        call_command("ingest", "learning_providers", stdout=out)

    assert newest("learning_providers", "", ".csv").name in out.getvalue()
