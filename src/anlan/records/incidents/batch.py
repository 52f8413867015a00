"""What one batch of transitions writes and asks, gathered: the timeline's lines, notices, and who covers which place.

Within :func:`together` lines and notices are kept and written with one statement each at its end, in the order in which
they came, and people and policy are read once for all work orders of the batch. It changes when, not what: all of
it stays in the caller's transaction. Outside of it every line is written at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from anlan.records.core import clock
from anlan.records.dispatch.choosing import Book
from anlan.records.dispatch.people import Staff
from anlan.records.dispatch.selectors import book_at
from anlan.records.incidents.models import IncidentEntry
from anlan.records.sites.models import Enterprise


@dataclass(slots=True)
class Batch:
    """Lines not yet written, and the people who may be called."""

    staff: Staff
    entries: list[IncidentEntry] = field(default_factory=list)
    book: Book | None = None


_now: ContextVar[Batch | None] = ContextVar("incident_batch", default=None)


def present() -> Batch | None:
    """The batch this code runs in, or None."""
    return _now.get()


def staff_for(enterprise: Enterprise | None) -> Staff:
    """Who may be called for this enterprise: the batch's people, or read now."""
    batch = _now.get()
    return batch.staff if batch is not None and batch.staff.knows(enterprise) else Staff([enterprise])


def book_now() -> Book:
    """The dispatch policy in force: read once for the batch, or now."""
    batch = _now.get()
    if batch is None:
        return book_at(clock.now())
    if batch.book is None:
        batch.book = book_at(clock.now())
    return batch.book


@contextmanager
def together(enterprises: Iterable[Enterprise | None]) -> Iterator[Batch]:
    """Gather what is written within; ``enterprises`` are those whose people may be called.

    After an exception nothing is written: the transaction is to be given up.
    """
    batch = Batch(Staff(enterprises))
    token = _now.set(batch)
    try:
        yield batch
    finally:
        _now.reset(token)
    IncidentEntry.objects.bulk_create(batch.entries)
