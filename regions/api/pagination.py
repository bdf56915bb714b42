"""Pages of the API."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class PageNumbers(PageNumberPagination):
    """`?page=2&page_size=50`; at most 500 rows a page. A number that is none is an error."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    page_query_description = "Which page of the result; the first is 1."
    page_size_query_description = "Rows on a page, 1 to 500; 50 unless told."

    def get_page_size(self, request: Request) -> int:
        raw = request.query_params.get("page_size", "")
        if not raw:
            return self.page_size
        size = _whole_number(raw)
        if size is None or not 1 <= size <= self.max_page_size:
            raise ValidationError({"page_size": [f"Give a number from 1 to {self.max_page_size}."]})
        return size

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        raw = request.query_params.get("page", "")
        number = _whole_number(raw) if raw else 1
        if number is None or number < 1:
            raise ValidationError({"page": ["Give a whole number, 1 or more."]})
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise NotFound(f"There is no page {number}: the result is shorter.") from None

    def get_page_number(self, request: Request, paginator: Any) -> int:
        return _whole_number(request.query_params.get("page", "")) or 1


def _whole_number(raw: str) -> int | None:
    """The number, or None; only plain digits count, and no more than a page can have."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
