"""How an alarm is designed: does it latch, must the action taken be confirmed? The point's own setting comes first."""

from collections.abc import Iterable

import msgspec

from anlan.bus.messages import AlarmTransition, LimitConfig
from anlan.domain.alarm_states import PLAIN, AlarmTraits
from anlan.records.sites.defaults import designed_traits, limit_traits
from anlan.records.sites.kind_settings import kinds_in_force
from anlan.records.sites.models import PointOverride


class TraitsBook:
    """The traits of many points' alarms, read with two statements however many there are."""

    def __init__(self, point_ids: Iterable[int]) -> None:
        wanted = list(point_ids)
        rows = PointOverride.objects.filter(point_id__in=wanted, ended_at=None, limits__isnull=False).order_by()
        self._own = {
            (row.point_id, limit.label): limit
            for row in (rows if wanted else ())
            for limit in msgspec.convert(row.limits, list[LimitConfig])
        }
        kinds = kinds_in_force() if wanted else {}
        self._of_kind = {(kind, limit.label): limit for kind, change in kinds.items() for limit in change["limits"]}

    def of(self, transition: AlarmTransition, kind: str) -> AlarmTraits:
        """Of the limit that was crossed; other rules make plain alarms."""
        if transition.rule != "limit":
            return PLAIN
        own = self._own.get((transition.point_id, transition.label)) or self._of_kind.get((kind, transition.label))
        return limit_traits(own, kind) if own else designed_traits(kind, transition.label)
