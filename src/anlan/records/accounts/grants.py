"""What roles may do beyond :mod:`~anlan.records.accounts.choices`: rights that other apps bring with them.

A register declares its own rights and which roles have them; it says so here once, when the app is ready. Nothing is
ever taken away, and what the roles have of themselves is not repeated.
"""

from collections.abc import Iterable

from anlan.records.accounts.choices import ROLE_PERMISSIONS, Permission, Role

_brought: dict[str, set[str]] = {role: set() for role in Role}
_names: dict[str, str] = {str(own.value): str(own.label) for own in Permission}


def grant(permission: str, roles: Iterable[str], name: str) -> None:
    """Let ``roles`` do ``permission``, e.g. ``hazards.recheck``, which people call ``name``; again changes nothing.

    Raises:
        ValueError: no such role.
    """
    for role in roles:
        if role not in _brought:
            raise ValueError(f"{permission!r} is given to {role!r}, which is no role: one of {sorted(_brought)}")
        _brought[role].add(permission)
    _names[permission] = name


def permissions_of(role: str) -> frozenset[str]:
    """Everything ``role`` may do; nothing for a role that does not exist."""
    return frozenset(ROLE_PERMISSIONS.get(role, frozenset())) | frozenset(_brought.get(role, ()))


def permission_name(permission: str) -> str:
    """What people call it, e.g. ``查看报警``; the code itself for one that nobody declared."""
    return _names.get(permission, permission)
