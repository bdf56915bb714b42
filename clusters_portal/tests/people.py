"""The people who knock at the admin, for its tests."""

from __future__ import annotations

from django.test import Client

from engagement.models import User
from engagement.services.accounts import create_staff

PASSWORD = "a long enough phrase"


def make_person(role: str) -> User:
    """One of: administrator, curator, editor, member (who is not staff)."""
    email = f"{role}@example.org"
    if role == "member":
        return User.objects.create_user(email, PASSWORD, name="A member")
    group = {"curator": "Curators", "editor": "Editors"}.get(role)
    return create_staff(
        email=email, name=role.capitalize(), password=PASSWORD, group=group,
        superuser=role == "administrator",
    )  # fmt: skip


def client_of(role: str) -> Client:
    """A browser of that person, or of nobody for "anonymous"."""
    client = Client()
    if role != "anonymous":
        client.force_login(make_person(role))
    return client
