"""The model form of the register's admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError


class WholeForm(forms.ModelForm):
    """Checks every constraint of the model, also one that speaks of a field not in the form.

    `fixed` are values that the page knows and the form does not ask for.
    """

    fixed: ClassVar[dict[str, Any]] = {}

    def _post_clean(self) -> None:
        for name, value in self.fixed.items():
            setattr(self.instance, name, value)
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)
