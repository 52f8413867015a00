"""Who may see a photo is decided by the record it belongs to; each kind of record says so here, for itself."""

from collections.abc import Callable
from typing import Any

from anlan.records.core.errors import NotFound

#: Takes the reader and the record's number; raises NotFound when the reader does not see the record.
Check = Callable[[Any, int], object]

_checks: dict[str, Check] = {}


def offer_owner(owner_type: str, check: Check) -> None:
    """Called once per kind of record, when its app is ready."""
    _checks[owner_type] = check


def require_seen(owner_type: str, owner_id: int, reader: Any) -> None:
    """Let the reader through who sees the owning record.

    Raises:
        NotFound: the record is out of sight, or photos of its kind are shown by a route of their own.
    """
    check = _checks.get(owner_type)
    if check is None:
        raise NotFound
    check(reader, owner_id)
