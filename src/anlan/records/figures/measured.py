"""What a formula may read: any plain figure of any register, work orders, gateways, arrivals; by town or enterprise.

Formulas compare towns, so these are counted over the whole county whoever asks: a ranking that showed each only itself
would be none. What leads on to the rows is answered within the reader's own scope as ever.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from anlan.records.arrivals.selectors import by_enterprise as arrivals_by_enterprise
from anlan.records.arrivals.selectors import by_town as arrivals_by_town
from anlan.records.figures.questions import Asked
from anlan.records.incidents.models import Incident
from anlan.records.registry import statistics
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Figure, Register
from anlan.records.registry.filters import condition
from anlan.records.sites.models import Gateway

#: Counts per town (by its code) or per enterprise (by its id as text); of the enterprises ``only``, when given.
Only = frozenset[int] | None
Counting = Callable[[Asked, str, Only], dict[str, float]]
#: Registers whose rows about one enterprise nobody is told, not even as a number.
SECRET = frozenset({"tips"})
#: Where a register's rows are not dated by when they were written down.
TIME = {"accidents": "occurred_at"}


@dataclass(frozen=True)
class Source:
    """One number that a formula may name. ``page`` is the console's list where it is no register's."""

    name: str
    label: str
    en: str
    register: Register | None
    figure: Figure | None
    by: Counting
    page: str = ""

    def link(self, subject: str, key: str, asked: Asked) -> dict[str, Any]:
        """What lists the rows of one town or enterprise: a register and its filter, or a page."""
        if self.register is None or self.figure is None:
            return {"register_name": "", "where": [], "page": self.page}
        where = [f"{subject}:{key}", *asked.where(TIME.get(self.register.name, "opened_at")), *self.figure.where]
        return {"register_name": self.register.name, "where": where, "page": ""}


def sources() -> dict[str, Source]:
    """All of them by ``register.figure``."""
    found = {}
    for register in registers().values():
        for figure in register.figures:
            name = f"{register.name}.{figure.name}"
            words = f"{register.label}·{figure.label}", f"{register.en}: {figure.en}"
            found[name] = Source(name, *words, register, figure, _of_register(register, figure))
    return found | {one.name: one for one in _platform()}


def _of_register(register: Register, figure: Figure) -> Counting:
    def by(asked: Asked, subject: str, only: Only) -> dict[str, float]:
        where = [*asked.where(TIME.get(register.name, "opened_at")), *figure.where]
        rows = register.model.objects.filter(condition(register, where)).exclude(**{subject: None}).order_by()
        rows = rows if only is None else rows.filter(enterprise__in=only)
        return {str(key): float(n or 0) for key, n in rows.values_list(f"{subject}_id").annotate(
            statistics.counts(figure))}  # fmt: skip

    return by


def _platform() -> Iterable[Source]:
    closed = Q(closed_at__isnull=False)
    on_time = closed & (Q(handle_due_at=None) | Q(fed_back_at__lte=F("handle_due_at")))
    yield Source("work_orders.closed", "工单·已办结", "Work orders: closed", None, None, _orders(closed),
                 "/incidents?state=closed")  # fmt: skip
    yield Source("work_orders.on_time", "工单·按期处置", "Work orders: handled on time", None, None, _orders(on_time),
                 "/incidents?state=closed")  # fmt: skip
    for name, label, en in (("due", "应到", "due"), ("arrived", "实到", "arrived")):
        yield Source(f"arrivals.{name}", f"数据·{label}", f"Readings: {en}", None, None, _arrivals(name), "/arrivals")
    for name, label, en, q in (("enabled", "启用", "enabled", Q()), ("online", "在线", "on line", Q(is_online=True))):
        yield Source(f"gateways.{name}", f"网关·{label}", f"Gateways: {en}", None, None, _gateways(q), "/enterprises")


#: Paths from what hangs on an enterprise.
PATHS = {"town": "enterprise__town_id", "enterprise": "enterprise_id"}


def _counted(rows: Any, subject: str, only: Only) -> dict[str, float]:
    rows = rows.order_by() if only is None else rows.order_by().filter(enterprise__in=only)
    return {str(key): float(n) for key, n in rows.values_list(PATHS[subject]).annotate(Count("pk")) if key}


def _orders(q: Q) -> Counting:
    def by(asked: Asked, subject: str, only: Only) -> dict[str, float]:
        return _counted(Incident.objects.filter(q & _opened(asked)), subject, only)

    return by


def _opened(asked: Asked) -> Q:
    found = Q(enterprise__field=asked.field) if asked.field else Q()
    found &= Q(opened_at__gte=asked.begins_at) if asked.begins_at else Q()
    return found & (Q(opened_at__lt=asked.ends_at) if asked.ends_at else Q())


def _arrivals(name: str) -> Counting:
    def by(asked: Asked, subject: str, only: Only) -> dict[str, float]:
        days = asked.since, asked.until
        sums: dict[Any, Any] = (
            arrivals_by_town(*days, asked.field) if subject == "town" else arrivals_by_enterprise(*days, only)
        )
        return {str(key): float(getattr(one, name)) for key, one in sums.items()}

    return by


def _gateways(q: Q) -> Counting:
    """As they stand now: the past is in the history, not in these rows."""

    def by(asked: Asked, subject: str, only: Only) -> dict[str, float]:
        rows = Gateway.objects.filter(q, is_enabled=True)
        return _counted(rows.filter(enterprise__field=asked.field) if asked.field else rows, subject, only)

    return by
