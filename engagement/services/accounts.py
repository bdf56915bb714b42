"""Staff accounts: made by an operator or another member of staff, never by sign-up."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from engagement.models import User

# What each group of staff may do, by application and model; "view" goes with it.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Curators": {"regions": ("add", "change", "view")},
    "Editors": {"engagement": ("add", "change", "view")},
}
# Accounts and what the machine computes are not for a group to change.
EXCEPT = {"user", "metricvalue", "metricsubject", "importrun"}
DEMO = (
    ("Administrator", "admin@portal.test", None),
    ("Curator", "curator@portal.test", "Curators"),
    ("Editor", "editor@portal.test", "Editors"),
)


def sync_groups() -> None:
    """Give the groups of GROUPS their permissions; running it again changes nothing."""
    for name, apps in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted: list[Permission] = []
        for app, actions in apps.items():
            for permission in Permission.objects.filter(content_type__app_label=app):
                action, _, model = permission.codename.partition("_")
                readable = action == "view" and model != "user"
                derived = model in EXCEPT or model.startswith("historical")
                if readable or (action in actions and not derived):
                    wanted.append(permission)
        group.permissions.set(wanted)


@transaction.atomic
def create_staff(
    *, email: str, name: str, password: str, group: str | None = None, superuser: bool = False
) -> User:
    """Make a staff account whose e-mail address counts as verified.

    Raises ValueError when the address is taken or the group is not one of GROUPS.
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise ValueError(f"There is already an account for {address}.")
    if group is not None and group not in GROUPS:
        raise ValueError(f"{group!r} is not a group. Choose one of: {', '.join(GROUPS)}.")
    make = User.objects.create_superuser if superuser else User.objects.create_user
    user = make(address, password, name=name, is_staff=True)
    verify_address(user=user)
    if group:
        sync_groups()
        user.groups.add(Group.objects.get(name=group))
    return user


@transaction.atomic
def verify_address(*, user: User) -> None:
    """Make the account's address its one, verified, address: whoever edited it vouches for it."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )


def demo_sign_ins() -> list[tuple[str, str, str]]:
    """Development only: (role, e-mail, password) of one account for each kind of staff.

    The password is made at random for this DATA_DIR and kept there, so nothing that
    opens a portal is in the repository. An account whose password was changed keeps it.
    """
    if not settings.DEVELOPMENT:
        raise RuntimeError("demo accounts are for development only")
    file = settings.DATA_DIR / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    password = file.read_text().strip()
    existing = set(User.objects.values_list("email", flat=True))
    for role, email, group in DEMO:
        if email not in existing:
            create_staff(
                email=email, name=f"Demo {role}", password=password, group=group,
                superuser=group is None,
            )  # fmt: skip
    return [(role, email, password) for role, email, _ in DEMO]
