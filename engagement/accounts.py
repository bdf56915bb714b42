"""How allauth treats accounts here: staff only, made by staff."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnlyAccounts(DefaultAccountAdapter):
    """Nobody signs up by themselves yet: member sign-up arrives with the campaign's own forms."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
