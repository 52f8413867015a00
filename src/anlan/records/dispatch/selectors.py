"""Questions about versions: which is in force, and what differs between two."""

from datetime import datetime
from typing import Any

from anlan.records.core.errors import NotFound
from anlan.records.dispatch import shipped
from anlan.records.dispatch.choices import VersionState
from anlan.records.dispatch.choosing import Book, rule_name
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.dispatch.policy import Rule


def book_at(at: datetime) -> Book:
    """The rules in force at ``at``; without any version those that ship. One statement."""
    rows = PolicyVersion.objects.filter(state=VersionState.PUBLISHED, in_force_from__lte=at)
    version = rows.order_by("-in_force_from", "-number").first()
    return book_of(version) if version is not None else Book(shipped.NUMBER, shipped.rules())


def book_of(version: PolicyVersion) -> Book:
    """The rules of one version."""
    return Book(version.number, tuple(Rule.of_data(rule) for rule in version.rules))


def version_get(number: int) -> PolicyVersion:
    """One version.

    Raises:
        NotFound: no version has this number.
    """
    version = PolicyVersion.objects.filter(number=number).select_related("made_by", "published_by").first()
    if version is None:
        raise NotFound
    return version


def difference(old: PolicyVersion, new: PolicyVersion) -> list[dict[str, Any]]:
    """What changed from ``old`` to ``new``: rules that are new, gone, or differ, with the fields that do."""
    before, after = ({rule.selector: rule for rule in book_of(one).rules} for one in (old, new))
    found = []
    for selector in [*after, *(one for one in before if one not in after)]:
        was, is_now = before.get(selector), after.get(selector)
        fields = _fields(was, is_now) if was and is_now else []
        if was is None or is_now is None or fields:
            what = "added" if was is None else "removed" if is_now is None else "changed"
            found.append({"rule": rule_name(is_now or was), "what": what, "fields": fields})  # type: ignore[arg-type]
    return found


def _fields(was: Rule, is_now: Rule) -> list[dict[str, Any]]:
    old, new = was.data(), is_now.data()
    return [{"field": name, "old": old[name], "new": new[name]} for name in old if old[name] != new[name]]
