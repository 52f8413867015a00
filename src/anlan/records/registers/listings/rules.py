"""What the declaration says by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.calendar.selectors import working_days_after
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.listings.choices import Level
from anlan.records.registers.listings.clocks import CLOCKS


def propose(listing: Any, actor: Any) -> None:
    """Whoever proposes does not approve."""
    listing.proposed_by = actor


def is_rolling(listing: Any) -> bool:
    """Struck off only after so many clean checks in a row."""
    return bool(listing.level == Level.ROLLING)


def is_term(listing: Any) -> bool:
    """Struck off after one acceptance."""
    return not is_rolling(listing)


def begin(listing: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Published: the term runs from today and is no longer than the rules allow."""
    listing.listed_on = clock.today()
    _within_term(listing, "deadline")


def _within_term(listing: Any, name: str) -> None:
    day, last = getattr(listing, name), listing.listed_on + timedelta(days=CLOCKS["term_max"].value)
    if day <= clock.today():
        raise Invalid(fields={name: "应晚于今天。"})
    if day > last and not is_rolling(listing):
        raise Invalid(fields={name: f"挂牌期限最长一年，不能晚于 {last}。"})


def ask_why_not(listing: Any, actor: Any) -> str:
    """An extension is asked for in time, not when it is too late."""
    days = CLOCKS["extension_request"].value
    if listing.deadline is not None and working_days_after(clock.today(), days) > listing.deadline:
        return f"延期须在到期 {days} 个工作日前申请，现已来不及；请按期整改并申请验收。"
    return ""


def extend(listing: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The day asked for becomes the deadline."""
    _within_term(listing, "asked_until")
    listing.deadline, listing.asked_until = listing.asked_until, None
    listing.extension_count += 1


def apply_why_not(listing: Any, actor: Any) -> str:
    """A rolling listing is not accepted before its clean checks."""
    if is_rolling(listing) and listing.clean_count < listing.clean_needed:
        return f"滚动挂牌须连续 {listing.clean_needed} 次检查合格，现为 {listing.clean_count} 次。"
    return ""


def note_lateness(listing: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Late is who applies after the last day."""
    listing.is_late = listing.deadline is not None and clock.today() > listing.deadline


def renew(listing: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A check of a rolling listing found something: the count begins anew, and so does the term."""
    _within_term(listing, "deadline")
    listing.clean_count = 0


def from_hazard(hazard: Any, reader: Any) -> dict[str, Any]:
    """A hazard that is taken under public supervision."""
    return {
        "title": hazard.title,
        "description": hazard.description,
        "basis": f"隐患 {hazard.no}（{hazard.get_level_display() or '未定级'}）",
        "enterprise": hazard.enterprise,
        "town": hazard.town if hazard.enterprise is None else None,
        "field": hazard.field if hazard.enterprise is None else "",
    }
