"""Declared actions: from one declaration come the guards, the API's list and the console's buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from anlan.records.core.errors import Conflict, Forbidden, Invalid

R = TypeVar("R")


class Actor(Protocol):
    """Who acts: has a role with permissions."""

    def may(self, permission: str) -> bool:
        """True when the actor's role has ``permission``."""
        ...


@dataclass(frozen=True)
class Action(Generic[R]):
    """One thing a person can do to a record.

    ``is_possible`` hides the action where it makes no sense; ``why_not`` explains, in Chinese and with what to do,
    why this person cannot take it now ("" = can).
    """

    name: str
    label: str
    permission: str
    is_possible: Callable[[R], bool]
    needs: tuple[str, ...] | Callable[[R], tuple[str, ...]] = ()
    why_not: Callable[[R, Any], str] = lambda record, actor: ""

    def needed(self, record: R) -> tuple[str, ...]:
        """The fields that must be filled in for this record."""
        return self.needs(record) if callable(self.needs) else self.needs

    def show(self, record: R, actor: Any) -> dict[str, Any]:
        """As the API gives it to the console."""
        reason = self.why_not(record, actor)
        return {"action": self.name, "label": self.label, "needs": list(self.needed(record)), "why_not": reason or None}

    def require(self, record: R, actor: Any, given: dict[str, Any]) -> None:
        """Let the action pass, or explain.

        Raises:
            Forbidden: not for this role.
            Conflict: not in this state, or not by this person now.
            Invalid: a needed field is empty.
        """
        if not actor.may(self.permission):
            raise Forbidden()
        if not self.is_possible(record):
            raise Conflict(f"当前状态不能“{self.label}”，请刷新后查看最新进展。", code="wrong_state")
        if reason := self.why_not(record, actor):
            raise Conflict(reason, code="not_now")
        missing = {name: "必填。" for name in self.needed(record) if _is_empty(given.get(name))}
        if missing:
            raise Invalid(fields=missing)


def allowed(actions: Sequence[Action[R]], record: R, actor: Any) -> list[dict[str, Any]]:
    """The actions this person's role may take on this record, possible in its state, with reasons against."""
    return [a.show(record, actor) for a in actions if actor.may(a.permission) and a.is_possible(record)]


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == []
