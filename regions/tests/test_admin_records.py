"""Editing everything but clusters in the admin."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from regions.models import (
    Area,
    AreaFigure,
    Firm,
    MetricSubject,
    Organisation,
    Release,
    Supplier,
    University,
)
from regions.services.official_figures import set_figure
from regions.tests import factories as make
from regions.tests.admin_forms import errors, filled, send

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-2.0, 53.0], [-1.0, 53.0], [-1.0, 54.0], [-2.0, 54.0], [-2.0, 53.0]]],
}


@pytest.fixture
def anna() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("anna@example.org", None))
    return client


def nothing_is_stale() -> bool:
    return not MetricSubject.objects.exists()


def everything_is_stale() -> bool:
    stale = MetricSubject.objects.filter(wanted__gt=0, area__isnull=False).count()
    return stale == Area.objects.count() > 0


def change(kind: str, pk: int) -> str:
    return f"/admin/regions/{kind}/{pk}/change/"


# --- What metrics rest on -----------------------------------------------------------------------


def test_an_industry_added_to_a_sector_computes_everything_again(anna: Client) -> None:
    sector, industry = make.make_sector(), make.make_industry("24")
    make.make_area()
    send(anna, change("sector", sector.pk), description="Only words.")
    assert nothing_is_stale()
    answer = send(
        anna, change("sector", sector.pk), parts__0__industry=industry.pk, parts__TOTAL_FORMS=1
    )
    assert answer.status_code == 302
    assert list(sector.industries.all()) == [industry]
    assert everything_is_stale()


def test_an_industry_taken_from_a_sector_computes_everything_again(anna: Client) -> None:
    sector = make.make_sector(industries=[make.make_industry("24")])
    make.make_area()
    assert send(anna, change("sector", sector.pk), parts__0__DELETE="on").status_code == 302
    assert not sector.industries.exists()
    assert everything_is_stale()


def test_a_corrected_figure_computes_again_what_rests_on_it(anna: Client) -> None:
    figure = make.make_figure(value=10.0)
    assert send(anna, change("areafigure", figure.pk), value="12.5").status_code == 302
    figure.refresh_from_db()
    assert (figure.value, figure.suppressed) == (12.5, False)
    assert MetricSubject.objects.filter(area=figure.area, wanted__gt=0).exists()


def test_an_emptied_figure_is_withheld_never_zero(anna: Client) -> None:
    figure = make.make_figure(value=10.0)
    send(anna, change("areafigure", figure.pk), value="", year="1999")
    figure.refresh_from_db()
    assert (figure.value, figure.suppressed) == (None, True)
    assert figure.year == 2021  # what a release says of it is not for editing


def test_another_current_release_computes_everything_again(anna: Client) -> None:
    old = make.make_release("2022 release")
    new = make.make_release("2023 release", current=False)
    make.make_area()
    told = send(anna, change("release", new.pk), current="on")
    assert "“2022 release” is the current release of this level" in errors(told)
    assert nothing_is_stale()
    send(anna, change("release", old.pk), current=None)
    assert everything_is_stale()
    assert send(anna, change("release", new.pk), current="on").status_code == 302
    assert list(Release.objects.filter(current=True)) == [new]


def test_an_area_moved_under_another_computes_everything_again(anna: Client) -> None:
    area, other = make.make_area(level="ITL2"), make.make_area()
    send(anna, change("area", area.pk), description="Words.")
    assert nothing_is_stale()
    assert send(anna, change("area", area.pk), parent=other.pk).status_code == 302
    assert everything_is_stale()


def test_deleting_a_release_deletes_its_figures_and_computes_everything_again(
    anna: Client,
) -> None:
    figure = make.make_figure()
    url = f"/admin/regions/release/{figure.release.pk}/delete/"
    assert "figure" in anna.get(url).content.decode().lower()  # says what goes with it
    anna.post(url, {"post": "yes"})
    assert not AreaFigure.objects.exists()
    assert everything_is_stale()


# --- Areas ---------------------------------------------------------------------------------------


def test_a_boundary_is_a_summary_and_a_file_not_a_megabyte_of_text(anna: Client) -> None:
    area = make.make_area(boundary=SQUARE)
    page = anna.get(change("area", area.pk)).content.decode()
    assert "Polygon of 1 part(s), 5 points" in page
    assert "[-2.0, 53.0]" not in page


def test_a_boundary_file_replaces_the_boundary(anna: Client) -> None:
    area = make.make_area()
    file = SimpleUploadedFile("wales.geojson", json.dumps(SQUARE).encode())
    assert send(anna, change("area", area.pk), boundary_file=file).status_code == 302
    area.refresh_from_db()
    assert area.boundary == SQUARE
    # Saved again without a file it stays.
    send(anna, change("area", area.pk), description="Words.")
    area.refresh_from_db()
    assert area.boundary == SQUARE


@pytest.mark.parametrize("content", [b"\xff\xfe nothing", b"{}", b"[]", b'{"type":"Polygon"}'])
def test_a_boundary_file_that_cannot_be_used_is_refused(anna: Client, content: bytes) -> None:
    area = make.make_area(boundary=SQUARE)
    file = SimpleUploadedFile("wales.geojson", content)
    answer = send(anna, change("area", area.pk), boundary_file=file)
    assert list(answer.context["adminform"].form.errors) == ["boundary_file"]
    area.refresh_from_db()
    assert area.boundary == SQUARE


# --- Organisations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way_in", "kind", "supplier"),
    [("firm", "firm", False), ("supplier", "firm", True), ("university", "university", False)],
)
def test_each_way_in_makes_its_own_kind(
    anna: Client, way_in: str, kind: str, supplier: bool
) -> None:
    answer = send(
        anna, f"/admin/regions/{way_in}/add/", name="Novel", key="novel", status="published",
        source=make.make_source().pk, region=make.make_area().pk,
    )  # fmt: skip
    assert answer.status_code == 302
    made = Organisation.objects.get(key="novel")
    assert (made.kind, made.is_supplier) == (kind, supplier)
    assert (made.ukprn, made.company_number) == (None, None)
    assert made.history.count() >= 1


def test_an_edit_by_a_way_in_is_in_the_history(anna: Client) -> None:
    firm = make.make_organisation("Forge")
    before = firm.history.count()
    assert send(anna, change("firm", firm.pk), town="Sheffield").status_code == 302
    last = Organisation.objects.get(pk=firm.pk).history.first()
    assert (last.town, str(last.history_user)) == ("Sheffield", "anna@example.org")
    assert firm.history.count() > before
    page = anna.get(f"/admin/regions/firm/{firm.pk}/history/", follow=True)
    assert "Sheffield" in page.content.decode()


def test_only_a_university_has_a_ukprn_and_the_form_says_so(anna: Client) -> None:
    firm = Firm.objects.get(pk=make.make_organisation().pk)
    answer = send(anna, change("firm", firm.pk), ukprn="10000001")
    assert "Only a university has a UKPRN here." in errors(answer)


def test_an_organisation_form_is_locked_too(anna: Client) -> None:
    firm = make.make_organisation("Forge")
    for kind in ("organisation", "firm"):
        hers = filled(anna.get(change(kind, firm.pk)))
        Organisation.objects.filter(pk=firm.pk).update(town=f"Hull-{kind}")
        told = errors(anna.post(change(kind, firm.pk), {**hers, "website": "example.org"}))
        assert f"Town is now: Hull-{kind}" in told
        firm.refresh_from_db()
        assert firm.town == f"Hull-{kind}"
        assert firm.website == ""


def test_publishing_by_an_action_names_what_is_missing(anna: Client) -> None:
    ready = make.make_organisation("Ready", status="draft")
    lost = make.make_organisation("Lost", status="draft", region=None)
    page = anna.post(
        "/admin/regions/firm/",
        {"action": "publish", "_selected_action": [ready.pk, lost.pk]},
        follow=True,
    ).content.decode()
    assert "1 now published." in page
    assert "Lost: Choose a region or nation before publishing." in page
    ready.refresh_from_db()
    assert ready.status == "published"
    assert str(ready.history.first().history_user) == "anna@example.org"


def test_records_confirmed_by_a_way_in_are_in_the_history(anna: Client) -> None:
    university = make.make_university()
    anna.post(
        "/admin/regions/university/",
        {"action": "confirm_as_verified", "_selected_action": [university.pk]},
    )
    university.refresh_from_db()
    assert university.verified
    assert university.history.first().history_change_reason == "Confirmed as verified"


def test_confirming_from_a_filtered_list_counts_what_was_confirmed(anna: Client) -> None:
    firms = [make.make_organisation(verified=False) for _ in range(2)]
    page = anna.post(
        "/admin/regions/organisation/?verified__exact=0",
        {"action": "confirm_as_verified", "_selected_action": [firm.pk for firm in firms]},
        follow=True,
    ).content.decode()
    assert "2 confirmed as verified." in page
    assert "had been already" not in page


@pytest.mark.parametrize("way_in", [Firm, Supplier, University])
def test_history_is_kept_of_what_is_saved_and_deleted_through_a_way_in(way_in: type) -> None:
    supplier = way_in is Supplier
    made = make.make_organisation(
        kind="university" if way_in is University else "firm", is_supplier=supplier
    )
    before = Organisation.history.filter(id=made.pk).count()
    record = way_in.objects.get(pk=made.pk)
    record.town = "Hull"
    record.save()
    kept = Organisation.history.filter(id=made.pk)
    assert (kept.count(), kept.first().town) == (before + 1, "Hull")
    way_in.objects.filter(pk=made.pk).delete()
    assert kept.count() == before + 2
    assert kept.first().history_type == "-"


def test_a_correction_is_logged_without_the_address_of_who_made_it(
    anna: Client, caplog: pytest.LogCaptureFixture
) -> None:
    user = get_user_model().objects.get()
    figure = make.make_figure()
    with caplog.at_level("INFO", logger="regions.services.official_figures"):
        set_figure(figure=figure, value=7.0, by=user)
    assert f"became 7.0, by account {user.pk}." in caplog.text
    assert "anna" not in caplog.text


def test_memberships_and_links_need_their_fact(anna: Client) -> None:
    member, link = make.make_membership(), make.make_link()
    told = send(anna, change("membership", member.pk), evidence="")
    assert list(told.context["adminform"].form.errors) == ["evidence"]
    told = send(anna, change("link", link.pk), to_organisation=link.from_organisation.pk)
    assert "An organisation cannot be linked to itself." in errors(told)
