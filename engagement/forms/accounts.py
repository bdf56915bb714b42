"""The sign-in and password forms, in the portal's words. What they do is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django import forms

ADDRESS = "E-mail address"
NEW_PASSWORD = "New password"  # noqa: S105 - a label
RULES = "At least 12 characters; not a common password, not only digits, not like your address."


def _plain(form: forms.Form, **labels: str) -> None:
    """Our labels instead of allauth's; no placeholders, which vanish as one types."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, login=ADDRESS, password="Password")  # noqa: S106 - a label
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AskForReset(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, email=ADDRESS)


class ChooseNewPassword(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, password1=NEW_PASSWORD, password2="The same again")
        self.fields["password1"].help_text = RULES


class ChangePassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self,
            oldpassword="Your password now",
            password1=NEW_PASSWORD,
            password2="The same again",
        )
        self.fields["password1"].help_text = RULES
