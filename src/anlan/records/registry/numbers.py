"""Numbers 案号: one series per register and day, many at a time where many records come at once."""

from datetime import date

from django.db.models import F

from anlan.records.core import clock
from anlan.records.core.models import Counter
from anlan.records.core.services import number_next

__all__ = ["document_no", "number_next", "numbers_next"]


def document_no(series: str, shown: str = "") -> str:
    """The next document number 文号 of the year, as GB/T 9704 writes it: ``YHTZ〔2026〕12号``.

    ``shown`` stands before the year instead of ``series``, such as （瑞）应急罚.
    """
    year = clock.today().year
    kind, first = f"{series}.paper", date(year, 1, 1)
    Counter.objects.get_or_create(series=kind, day=first)
    row = Counter.objects.filter(series=kind, day=first)
    row.update(value=F("value") + 1)
    return f"{shown or series}〔{year}〕{row.get().value}号"


def numbers_next(series: str, count: int) -> list[str]:
    """The next ``count`` numbers of today; runs in the caller's transaction, whose lock on the series it holds."""
    day = clock.today()
    Counter.objects.get_or_create(series=series, day=day)
    row = Counter.objects.filter(series=series, day=day)
    row.update(value=F("value") + count)
    last = row.get().value
    return [f"{series}-{day:%Y%m%d}-{n:04d}" for n in range(last - count + 1, last + 1)]
