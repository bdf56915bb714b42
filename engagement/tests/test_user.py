import pytest
from django.db import IntegrityError

from engagement.models import User

pytestmark = pytest.mark.django_db


def test_an_address_is_stored_in_lower_case_and_found_by_any_case():
    user = User.objects.create_user(" Ada@Example.ORG ", "a long password")
    assert user.email == "ada@example.org"
    assert User.objects.get_by_natural_key("ADA@example.org") == user


def test_the_database_refuses_a_second_account_by_capitals():
    User.objects.create_user("ada@example.org")
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="Ada@example.org")])
