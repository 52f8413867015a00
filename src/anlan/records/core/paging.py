"""Lists in pages: ``{items, total, page, page_size}`` everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE_MAX = 200

M = TypeVar("M", bound=Model)


def paged(
    rows: QuerySet[M], *, page: int, page_size: int, show: Callable[[M], dict[str, Any]]
) -> dict[str, Any]:
    """One page of ``rows``, each drawn by ``show``; pages count from 1, out-of-range pages are empty."""
    page = max(page, 1)
    page_size = min(max(page_size, 1), PAGE_SIZE_MAX)
    start = (page - 1) * page_size
    return {
        "items": [show(row) for row in rows[start : start + page_size]],
        "total": rows.count(),
        "page": page,
        "page_size": page_size,
    }
