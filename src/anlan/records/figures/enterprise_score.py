"""The score of one enterprise by the published formula: every part with its reason, and how it went by month.

The same engine and the same versions as the indices of towns. A reader is told the numbers of registers that they may
read; of the others only what the part earned.
"""

from datetime import date, timedelta
from typing import Any

from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.core import clock
from anlan.records.figures import formulas
from anlan.records.figures.formulas import Judged, Term
from anlan.records.figures.indices import index_get, not_secret, standing, terms_of, version_get
from anlan.records.figures.questions import Asked
from anlan.records.sites.selectors import enterprise_get

INDEX = "enterprise_safety"
PERIOD = timedelta(days=365)
MONTHS = 6


def enterprise_score(*, for_user: User, enterprise_id: int) -> dict[str, Any]:
    """The score over the last 365 days.

    Raises:
        NotFound: not there, or not in scope.
    """
    site = enterprise_get(for_user=for_user, enterprise_id=enterprise_id)
    version = version_get(index_get(INDEX))
    terms, asked = terms_of(version), Asked(since=clock.today() - PERIOD)
    judged = _judged(terms, asked, site.pk)
    total = sum(term.weight for term in terms)
    parts = [_part(term, part, for_user, str(site.pk), asked) for term, part in zip(terms, judged.parts, strict=True)]
    return {
        "score": judged.score, "judged_weight": judged.judged_weight, "total_weight": total,
        "judged_min": formulas.JUDGED_MIN * total, "number": version.number,
        "published_by": person_data(version.published_by), "published_at": iso(version.published_at),
        "since": asked.since.isoformat() if asked.since else "", "as_of": iso(clock.now()),
        "parts": sorted(parts, key=_lost, reverse=True),
        "months": [_month(terms, first, last, site.pk) for first, last in _months(clock.today())],
    }  # fmt: skip


def _judged(terms: list[Term], asked: Asked, enterprise_id: int) -> Judged:
    return standing(terms, asked, "enterprise", frozenset({enterprise_id}))[0]


def _part(term: Term, part: dict[str, Any], reader: User, key: str, asked: Asked) -> dict[str, Any]:
    known = not_secret()
    read = [known[name] for name in (term.part, term.whole) if name in known]
    is_hidden = not all(one.register is None or reader.may(one.register.right("view")) for one in read)
    shown = {name: None if is_hidden else part[name] for name in ("part", "whole", "value")}
    return {
        "key": term.key, "label": term.label, "en": term.en, "weight": term.weight, "earned": part["earned"],
        "is_share": bool(term.whole), "worst": term.worst, "best": term.best, "source": term.source,
        "mark": term.mark, "is_hidden": is_hidden, **shown,
        "links": [] if is_hidden else [one.link("enterprise", key, asked) for one in read],
    }  # fmt: skip


def _lost(part: dict[str, Any]) -> float:
    return float(part["weight"] - part["earned"]) if part["earned"] is not None else -1.0


def _month(terms: list[Term], first: date, last: date, enterprise_id: int) -> dict[str, Any]:
    judged = _judged(terms, Asked(since=first, until=last), enterprise_id)
    return {"month": f"{first:%Y-%m}", "score": judged.score}


def _months(today: date) -> list[tuple[date, date]]:
    """First and last days of the last months, the running one last."""
    found, first = [], today.replace(day=1)
    last = today
    for _ in range(MONTHS):
        found.append((first, last))
        last = first - timedelta(days=1)
        first = last.replace(day=1)
    return found[::-1]
