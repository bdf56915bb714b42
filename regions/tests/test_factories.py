"""The factories make records that the database's own constraints accept."""

import pytest

from regions.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "factory",
    [
        make.make_area, make.make_sector, make.make_industry, make.make_organisation,
        make.make_university, make.make_cluster, make.make_membership, make.make_link,
        make.make_value,
    ],
)  # fmt: skip
def test_two_calls_without_arguments_make_two_records(factory):
    one, two = factory(), factory()
    assert one.pk != two.pk


def test_a_figure_without_value_is_suppressed():
    assert make.make_figure(value=None).suppressed
    assert not make.make_figure().suppressed


def test_a_release_of_the_same_label_and_level_is_made_once():
    assert make.make_release() == make.make_release()
