"""How far a user can see, as one value that every selector takes."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from anlan.records.accounts.choices import ROLE_SCOPE, ScopeKind
from anlan.records.accounts.models import User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Scope:
    """The jurisdiction of one reader. A scope without its column (a town officer without town) sees nothing."""

    kind: str  # a ScopeKind, or "nothing"
    town_code: str = ""
    grid: str = ""
    field: str = ""
    enterprise_id: int | None = None

    @classmethod
    def of(cls, user: Any) -> "Scope":
        """The scope of ``user``; anonymous, inactive and roleless users see nothing."""
        if not isinstance(user, User) or not user.is_active or user.role not in ROLE_SCOPE:
            return cls("nothing")
        scope = cls(
            ROLE_SCOPE[user.role],
            town_code=user.town_code,
            grid=user.grid,
            field=user.field,
            enterprise_id=user.enterprise_id,
        )
        return scope if scope._is_complete() else cls("nothing")

    @classmethod
    def everything(cls) -> "Scope":
        """The platform itself: for workers, commands and tests, never for a request."""
        return cls(ScopeKind.COUNTY)

    @property
    def is_county(self) -> bool:
        """True when nothing is hidden."""
        return self.kind == ScopeKind.COUNTY

    def filter(self, rows: QuerySet[M], prefix: str = "enterprise__") -> QuerySet[M]:
        """The part of ``rows`` within this scope; ``prefix`` is the path to the enterprise, "" for enterprises."""
        return rows if self.is_county else rows.filter(self.q(prefix))

    def q(self, prefix: str = "enterprise__") -> Q:
        """The condition behind :meth:`filter`."""
        if self.kind == ScopeKind.COUNTY:
            return Q()
        if self.kind == ScopeKind.FIELD:
            return Q(**{f"{prefix}field": self.field})
        if self.kind == ScopeKind.TOWN:
            return Q(**{f"{prefix}town_id": self.town_code})
        if self.kind == ScopeKind.GRID:
            grid = {f"{prefix}grid": self.grid} if self.grid else {}
            return Q(**{f"{prefix}town_id": self.town_code, **grid})
        if self.kind == ScopeKind.ENTERPRISE:
            return Q(**{f"{prefix}id": self.enterprise_id})
        return Q(pk__in=[])

    def sees(self, *, enterprise_id: int | None, town_code: str = "", field: str = "", grid: str = "") -> bool:
        """The same rule for one enterprise already in hand."""
        return {
            ScopeKind.COUNTY: True,
            ScopeKind.FIELD: field == self.field,
            ScopeKind.TOWN: town_code == self.town_code,
            ScopeKind.GRID: town_code == self.town_code and self.grid in ("", grid),
            ScopeKind.ENTERPRISE: enterprise_id == self.enterprise_id,
        }.get(ScopeKind(self.kind), False) if self.kind != "nothing" else False  # fmt: skip

    def _is_complete(self) -> bool:
        return bool(
            {
                ScopeKind.COUNTY: True,
                ScopeKind.FIELD: self.field,
                ScopeKind.TOWN: self.town_code,
                ScopeKind.GRID: self.town_code,
                ScopeKind.ENTERPRISE: self.enterprise_id,
            }[ScopeKind(self.kind)]
        )
