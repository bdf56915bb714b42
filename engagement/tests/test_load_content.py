import io

import pytest
from django.core.management import CommandError, call_command

from engagement.models import Article, Ask, Campaign, CampaignPoint, Claim, Page, ProgressUpdate
from engagement.services.content import FOLDER
from engagement.services.starter import load_content
from regions.models import ImportRun
from regions.tests.factories import make_area, make_cluster

pytestmark = pytest.mark.django_db
ITL1 = "CDEFGHIJKLMN"


@pytest.fixture
def register():
    """The twelve regions, and one of the clusters that the texts name."""
    regions = [make_area(code=f"TL{letter}") for letter in ITL1]
    return make_cluster("Humber industrial cluster", region=regions[2])


def test_everything_is_loaded_and_tied_to_regions_asks_and_clusters(register):
    outcome = load_content()
    assert outcome.changed
    assert Campaign.objects.current().asks.count() == 3
    assert CampaignPoint.objects.filter(kind="ingredient").count() == 6
    assert Claim.objects.count() == 3
    assert Page.objects.count() == 4
    update = ProgressUpdate.objects.get(slug="ccus-track-1-clusters")
    assert update.regions.count() == 5
    assert update.asks.count() == 2
    assert [cluster.slug for cluster in update.clusters.all()] == ["humber-industrial-cluster"]
    article = Article.objects.get(slug="net-zero-clusters-and-shared-infrastructure")
    assert article.is_public
    assert article.clusters.get() == register
    assert article.history.get(history_type="+").history_change_reason == "Starter content"
    # Clusters that are not there are told, not invented.
    assert any("hynet-north-west" in note for note in outcome.missing)


def test_a_second_run_asks_one_question_and_changes_nothing(register, django_assert_num_queries):
    load_content()
    with django_assert_num_queries(1):  # was this very content loaded before?
        assert not load_content().changed
    assert ImportRun.objects.filter(name="campaign").count() == 1


@pytest.fixture
def later_version(tmp_path):
    """The same content with one byte more: as a later version of the portal would bring."""
    for file in FOLDER.rglob("*.*"):
        copy = tmp_path / file.relative_to(FOLDER)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "campaign.toml").write_text((FOLDER / "campaign.toml").read_text() + "\n")
    return tmp_path


def test_what_an_editor_changed_renamed_or_deleted_stays_so(register, later_version):
    load_content()
    campaign = Campaign.objects.current()
    campaign.slogan = "Our own words"
    campaign.save()
    ask = Ask.objects.get(slug="invest-in-every-region")
    ask.slug = "invest-everywhere"
    ask.save()
    Article.objects.get(slug="finance-for-scaling").delete()
    ProgressUpdate.objects.filter(slug="english-freeports-named").delete()

    assert not load_content(folder=later_version).changed

    assert Campaign.objects.current().slogan == "Our own words"
    assert Ask.objects.count() == 3
    assert not Article.objects.filter(slug="finance-for-scaling").exists()
    assert not ProgressUpdate.objects.filter(slug="english-freeports-named").exists()


def test_a_new_text_of_a_later_version_is_added_alone(register, later_version):
    load_content()
    text = (FOLDER / "articles" / "05-finance-for-scaling.md").read_text()
    fresh = text.replace('slug = "finance-for-scaling"', 'slug = "a-new-article"')
    (later_version / "articles" / "11-new.md").write_text(fresh)
    assert load_content(folder=later_version).added == {"articles": 1}


def test_a_deleted_campaign_is_not_brought_back(register, later_version):
    load_content()
    Campaign.objects.all().delete()
    load_content(folder=later_version)
    assert not Campaign.objects.exists()


def test_a_bad_text_stores_nothing_and_says_which(register, later_version):
    file = later_version / "articles" / "05-finance-for-scaling.md"
    file.write_text(file.read_text().replace('topic = "uk-competitiveness"', 'topic = "weather"'))
    from engagement.services import starter

    with pytest.raises(starter.ContentRefused, match="finance-for-scaling"):
        load_content(folder=later_version)
    assert not Campaign.objects.exists()
    assert not ImportRun.objects.exists()


def test_without_regions_the_command_says_what_to_load_first():
    with pytest.raises(CommandError, match="load_starter first"):
        call_command("load_content")
    assert not Campaign.objects.exists()


def test_the_command_reports_what_it_added_and_what_it_could_not_link(register):
    out, err = io.StringIO(), io.StringIO()
    call_command("load_content", stdout=out, stderr=err)
    assert "36  progress updates" in out.getvalue()
    assert "hynet-north-west" in err.getvalue()
    out = io.StringIO()
    call_command("load_content", stdout=out)
    assert "already loaded" in out.getvalue()
