"""Lists in pages: ``{items, total, page, page_size}`` everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE_MAX = 200
#: No list is longer; a database refuses larger offsets.
PAGE_MAX = 1_000_000_000

M = TypeVar("M", bound=Model)


def page_held(page: int, page_size: int) -> tuple[int, int]:
    """Both within what a list has: pages from 1, ``page_size`` 1–200."""
    return min(max(page, 1), PAGE_MAX), min(max(page_size, 1), PAGE_SIZE_MAX)


def paged(rows: QuerySet[M], *, page: int, page_size: int, show: Callable[[M], Any] | None = None) -> dict[str, Any]:
    """One page of ``rows``, each drawn by ``show`` (or left to the response schema).

    Pages count from 1; a page beyond the end is empty; ``page_size`` is held to 1–200.
    """
    page, page_size = page_held(page, page_size)
    start = (page - 1) * page_size
    found = rows[start : start + page_size]
    return {
        "items": [show(row) for row in found] if show else list(found),
        "total": rows.count(),
        "page": page,
        "page_size": page_size,
    }
