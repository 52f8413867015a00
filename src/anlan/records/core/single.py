"""One row by its key."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def by_key(rows: QuerySet[M], pk: object) -> M | None:
    """The row with this key, or None.

    ``first()`` would sort it, and Django compares every column with every word of an order: for a record with its
    neighbours that is as dear as all the rest of the question.
    """
    return next(iter(rows.order_by().filter(pk=pk)[:1]), None)
