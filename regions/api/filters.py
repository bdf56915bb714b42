"""The kinds of filter the API has. All are strict: what cannot be used is refused by name,
so a mistyped parameter never quietly returns everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db.models import Q, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.drainage import set_override
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

ALWAYS = ("format",)
OF_LISTS = ("page", "page_size", "geometry")


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter, after refusing parameters that do not exist or are given twice."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        filterset = self.get_filterset_class(view, queryset)
        filters = filterset.base_filters if filterset else {}
        refuse_unknown(request, (*ALWAYS, *view.list_parameters, *filters), again=filters)
        return super().filter_queryset(request, queryset, view)


def refuse_unknown(
    request: Request, known: Iterable[str], *, again: dict[str, Any] | None = None
) -> None:
    """Raise ValidationError naming each query parameter that is unknown or wrongly repeated."""
    known = list(known)
    repeatable = {
        name
        for name, one in (again or {}).items()
        if isinstance(one, RecordsFilter | django_filters.MultipleChoiceFilter)
    }
    errors: dict[str, list[str]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            errors[name] = [f"There is no such parameter.{hint}"]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = ["Give this parameter once."]
    if errors:
        raise ValidationError(errors)


def describe(one: django_filters.Filter, **schema: Any) -> None:
    """Tell the OpenAPI description what a filter takes, which its class does not say."""
    set_override(one, "field", {**schema, "description": one.extra.get("help_text", "")})


class RecordsField(forms.Field):
    """Slugs or codes of records, given one or more times; cleans to their primary keys."""

    widget = forms.SelectMultiple

    def __init__(
        self, *, records: Callable[[], QuerySet[Any]], by: tuple[str, ...], noun: str, **kwargs: Any
    ) -> None:
        self.records, self.by, self.noun = records, by, noun
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[int]:
        wanted = {one.strip() for one in value or () if one.strip()}
        if not wanted:
            return []
        if any("\x00" in one for one in wanted):
            raise FormError("Null characters are not allowed.")
        match = Q()
        for field in self.by:
            match |= Q(**{f"{field}__in": wanted})
        found = list(self.records().filter(match).values_list("pk", *self.by))
        missing = wanted - {str(word) for row in found for word in row[1:]}
        if missing:
            raise FormError([f"There is no {self.noun} “{one[:80]}”." for one in sorted(missing)])
        return [row[0] for row in found]


class RecordsFilter(django_filters.Filter):
    """Rows whose `field_name` is any of the records named."""

    field_class = RecordsField

    def __init__(
        self,
        field_name: str,
        *,
        records: Callable[[], QuerySet[Any]],
        noun: str,
        by: tuple[str, ...] = ("slug",),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", f"{_words(by)} of one or more: repeat the parameter.")
        super().__init__(
            field_name=field_name, records=records, by=by, noun=noun, required=False, **kwargs
        )
        describe(self, type="array", items={"type": "string"})

    def filter(self, qs: QuerySet[Any], value: list[int]) -> QuerySet[Any]:
        if not value:
            return qs
        # A subquery, so that a row with two of the sectors named comes once.
        rows = qs.model._default_manager.filter(**{f"{self.field_name}__in": value})
        return qs.filter(pk__in=rows.order_by().values("pk"))


def _words(by: tuple[str, ...]) -> str:
    return " or ".join(by).capitalize()


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """One or more of a fixed set of words."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "One or more: repeat the parameter.")
        super().__init__(distinct=False, **kwargs)


class YesNoFilter(django_filters.TypedChoiceFilter):
    """`true` or `false`; anything else is an error."""

    def __init__(self, **kwargs: Any) -> None:
        choices = (("true", "yes"), ("false", "no"))
        super().__init__(choices=choices, coerce=lambda word: word == "true", **kwargs)
        describe(self, type="boolean")


_BOUNDS = {"gte": "This year or later.", "lte": "This year or earlier."}


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _BOUNDS.get(kwargs.get("lookup_expr", ""), ""))
        super().__init__(min_value=1900, max_value=2200, **kwargs)
        describe(self, type="integer")


class NumberFilter(django_filters.Filter):
    """The number of a record, such as an organisation."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "The `id` of the record.")
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)
        describe(self, type="integer")


class TextFilter(django_filters.Filter):
    """Rows in which each word given occurs in one of the fields; capitals do not matter."""

    field_class = forms.CharField

    def __init__(self, *fields: str) -> None:
        self.fields = fields
        super().__init__(help_text="Words to look for; each must occur.", max_length=200)
        describe(self, type="string")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in (value or "").split():
            match = Q()
            for field in self.fields:
                match |= Q(**{f"{field}__icontains": word})
            qs = qs.filter(match)
        return qs


class PatternFilter(django_filters.Filter):
    """A code of a fixed form; capitals do not matter."""

    field_class = forms.RegexField

    def __init__(self, pattern: str, *, field_name: str, help_text: str) -> None:
        super().__init__(
            field_name=field_name,
            lookup_expr="iexact",
            regex=pattern,
            help_text=help_text,
            error_messages={"invalid": help_text},
        )
        describe(self, type="string", pattern=pattern)


class BoxField(forms.CharField):
    """`west,south,east,north` in degrees."""

    def clean(self, value: Any) -> tuple[float, float, float, float] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            raise FormError("Give west,south,east,north in degrees.") from None
        if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
            raise FormError("West lies below east and south below north, in degrees.")
        return west, south, east, north


class BoxFilter(django_filters.Filter):
    """Rows whose point lies in a box."""

    field_class = BoxField

    def __init__(self) -> None:
        super().__init__(help_text="west,south,east,north in degrees, for example -2,53,-1,54.")
        describe(self, type="string")

    def filter(self, qs: Any, value: tuple[float, float, float, float] | None) -> Any:
        return qs.inside(*value) if value else qs


class Ordering(django_filters.OrderingFilter):
    """`ordering=name` or `ordering=-name`; ties are broken by number, so pages are stable."""

    def __init__(self, *fields: str) -> None:
        super().__init__(
            fields=[(field, field.replace("__", "_")) for field in fields],
            help_text="Order of the rows; a leading minus turns it round.",
        )

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        return qs.order_by(*(self.get_ordering_value(one) for one in value), "pk")
