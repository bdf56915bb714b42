import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from engagement.queries.outbox import mail, outbox

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = FILE_BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    (tmp_path / "outbox").mkdir()
    return tmp_path / "outbox"


def write(subject: str = "Your code", **fields) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject, fields.pop("text", "The code is 123456.\n\nGrüße"), "portal@localhost",
        ["ada@example.org"], **fields,
    )  # fmt: skip
    message.attach_alternative("<p onclick=alert(1)>The code is <b>123456</b>.</p>", "text/html")
    return message


def test_a_message_is_listed_and_shown_with_its_parts(client, folder):
    message = write("Your code – “now”", headers={"Reply-To": "desk@example.org"})
    message.attach("report.csv", b"a,b\n1,2\n", "text/csv")
    message.send()
    listed = client.get("/outbox/")
    assert "Your code – “now”" in listed.content.decode()
    assert "1 attachment" in listed.content.decode()
    (found,) = outbox()
    page = client.get(f"/outbox/{found.name}/").content.decode()
    assert "Grüße" in page
    assert "desk@example.org" in page
    assert "report.csv (text/csv, 8" in page


def test_the_html_of_a_message_is_shown_as_source(client, folder):
    write(text="<script>alert(1)</script>").send()
    page = client.get(f"/outbox/{outbox()[0].name}/").content.decode()
    assert "&lt;p onclick=alert(1)&gt;" in page
    assert "<p onclick" not in page
    assert "<script>alert" not in page


def test_messages_of_one_connection_share_a_file_and_are_told_apart(folder):
    connection = get_connection()
    connection.open()
    connection.send_messages([write("First"), write("Second", text="-" * 79 + "\nnot the end")])
    connection.close()
    assert len(list(folder.iterdir())) == 1
    assert [one.subject for one in outbox()][-1] == "First"
    assert mail(outbox()[-1].name).subject == "First"


def test_the_newest_stands_first(folder):
    import os

    for n, name in enumerate(["20261122-100000-2.log", "20261122-110000-1.log"]):
        file = folder / name
        file.write_bytes(b"Subject: %d\nTo: a@example.org\n\nText\n" % n)
        os.utime(file, (1_000_000 + n, 1_000_000 + n))
    assert [one.subject for one in outbox()] == ["1", "0"]


def test_an_empty_or_missing_outbox_says_so(client, folder, settings):
    assert "No messages yet" in client.get("/outbox/").content.decode()
    settings.EMAIL_FILE_PATH = str(folder / "not-there")
    assert client.get("/outbox/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "..", "../secret-key", "..%2fsecret-key", "%2e%2e%2fsecret-key", "secret-key",
        "20261122-100000-1.0", "20261122-100000-1.2", "20261122-100000-1.99999",
        "20261122-100000-1",
        "20261122-100000-1.1%00", "20261122-100000-1.1%0A", "/etc/passwd", "20261122-100000-9.1",
    ],
)  # fmt: skip
def test_any_other_name_is_404(client, folder, name):
    (folder.parent / "secret-key").write_text("secret-words")
    (folder / "secret-key").write_text("secret-words")
    (folder / "20261122-100000-1.log").write_bytes(b"Subject: x\n\nText\n")
    assert mail(name) is None
    response = client.get(f"/outbox/{name}/")
    assert response.status_code in (301, 404)
    assert "secret-words" not in response.content.decode()


def test_a_link_planted_in_the_outbox_is_not_followed(folder):
    (folder.parent / "secret-key").write_text("Subject: secret\n\nwords\n")
    (folder / "20261122-100000-3.log").symlink_to(folder.parent / "secret-key")
    assert mail("20261122-100000-3.1") is None
    assert outbox() == ()


def test_a_broken_message_is_still_shown(client, folder):
    (folder / "20261122-100000-1.log").write_bytes(
        b"Content-Type: text/plain; charset=no-such\n\n\xff\xfe caf\xc3\xa9\n"
    )
    page = client.get("/outbox/20261122-100000-1.1/").content.decode()
    assert "(no subject)" in page
    assert "café" in page


@pytest.mark.parametrize("path", ["/outbox/", "/outbox/20261122-100000-1.1/"])
def test_in_production_there_is_no_outbox(client, folder, settings, path):
    (folder / "20261122-100000-1.log").write_bytes(b"Subject: x\n\nText\n")
    settings.DEVELOPMENT = False
    assert client.get(path).status_code == 404


def test_the_outbox_is_kept_by_no_cache_and_no_search_engine(client, folder):
    response = client.get("/outbox/")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.content.decode()
