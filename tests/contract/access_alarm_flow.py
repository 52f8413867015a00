"""Access rows of silences, suppression logics and decisions."""

from datetime import timedelta

from anlan.records.accounts.choices import Permission
from anlan.records.alarm_flow.choices import Scope, SilenceState, Way
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.core import clock
from tests.contract.access import Place, Route, World

P = Permission

#: Who asked may not approve, and enterprises approve nothing: the workflow's answer, not access.
STATE = frozenset({409, 422})
WHY = {"reason": "更换探头"}


def alarm(world: World, place: Place) -> dict[str, object]:
    return {"alarm_id": place.alarm.pk}


def silence(world: World, place: Place) -> dict[str, object]:
    now = clock.now()
    row = Silence.objects.create(
        way=Way.OUT_OF_SERVICE, state=SilenceState.PROPOSED, enterprise=place.enterprise, scope=Scope.POINT,
        source_point_id=place.point.pk, covers=place.point.name, permit_no="2026-118", reason="更换探头",
        begins_at=now, until=now + timedelta(hours=2),
    )  # fmt: skip
    return {"silence_id": row.pk}


def logic(world: World, place: Place) -> dict[str, object]:
    row = SuppressionLogic.objects.create(
        enterprise=place.enterprise, name="停机", kinds=["hp_receiver_pressure"], reason="停机检修"
    )
    return {"logic_id": row.pk}


def window(world: World, place: Place) -> dict[str, object]:
    until = (clock.now() + timedelta(hours=1)).isoformat()
    return {**WHY, "point_id": place.point.pk, "permit_no": "2026-118", "until": until}


ROUTES = [
    Route("GET", "/api/alarms/{alarm_id}/decisions", P.ALARM_VIEW, alarm),
    Route("GET", "/api/silences", P.ALARM_VIEW),
    Route("GET", "/api/floods", P.ALARM_VIEW),
    Route("GET", "/api/suppression-logics", P.ALARM_VIEW),
    Route("POST", "/api/silences/out-of-service", P.ALARM_SILENCE, body=window),
    Route("POST", "/api/silences/{silence_id}/approve", P.ALARM_SILENCE_APPROVE, silence, may_answer=STATE),
    Route("POST", "/api/silences/{silence_id}/refuse", P.ALARM_SILENCE_APPROVE, silence, body=lambda w, p: WHY),
    Route("POST", "/api/silences/{silence_id}/withdraw", P.ALARM_SILENCE, silence, body=lambda w, p: WHY),
    Route("POST", "/api/silences/{silence_id}/end", P.ALARM_SILENCE, silence, body=lambda w, p: WHY, may_answer=STATE),
    Route(
        "POST",
        "/api/suppression-logics",
        P.ALARM_SILENCE,
        body=lambda w, p: {
            **WHY, "enterprise_id": p.enterprise.pk, "name": "全厂停产", "kinds": ["hp_receiver_pressure"],
        },
    ),
    Route("POST", "/api/suppression-logics/{logic_id}/approve", P.ALARM_SILENCE_APPROVE, logic),
    Route(
        "POST",
        "/api/suppression-logics/{logic_id}/switch-on",
        P.ALARM_SILENCE,
        logic,
        body=lambda w, p: {**WHY, "minutes": 60},
    ),
]  # fmt: skip
