"""Lists in pages: ``{items, total, page, page_size}`` everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE_MAX = 200

M = TypeVar("M", bound=Model)


def paged(rows: QuerySet[M], *, page: int, page_size: int, show: Callable[[M], Any] | None = None) -> dict[str, Any]:
    """One page of ``rows``, each drawn by ``show`` (or left to the response schema).

    Pages count from 1; a page beyond the end is empty; ``page_size`` is held to 1–200.
    """
    page = max(page, 1)
    page_size = min(max(page_size, 1), PAGE_SIZE_MAX)
    start = (page - 1) * page_size
    found = rows[start : start + page_size]
    return {
        "items": [show(row) for row in found] if show else list(found),
        "total": rows.count(),
        "page": page,
        "page_size": page_size,
    }
