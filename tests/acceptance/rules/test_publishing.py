"""From a draft to a set point in force: tried on history, published by a second person, reaching the engine alive."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.table import build
from anlan.bus.messages import AlarmTransition
from anlan.bus.readings import Readings
from anlan.domain.clock import ManualClock
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.rules import trials
from anlan.records.rules.models import RuleTrial, RuleVersion
from anlan.records.sites.models import GroupRule, Point, PointOverride
from anlan.records.sites.publication import build_snapshot
from anlan.records.sites.services.limits import overrides_expire
from tests.factories import GatewayFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 14, 0, tzinfo=clock.LOCAL)
KIND = "kind:nh3_concentration"
H35 = {"label": "H", "direction": 1, "set_point": 35.0, "grade": "yellow", "deadband": 2.0, "on_delay_s": 2.0}


class Desk:
    """Three people at their screens: who drafts, who publishes, who may only read."""

    def __init__(self) -> None:
        self.people = {name: UserFactory(role=role, name=name) for name, role in
                       [("duty", "duty_officer"), ("leader", "leader"), ("admin", "admin")]}  # fmt: skip
        self.clients = {name: Client() for name in self.people}
        for name, client in self.clients.items():
            client.force_login(self.people[name])

    def does(
        self, who: str, path: str, body: dict[str, Any], expect: int = 200, method: str = "post"
    ) -> dict[str, Any]:
        answer = getattr(self.clients[who], method)(f"/api/rules/{path}", body, content_type="application/json")
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()  # type: ignore[no-any-return]

    def reads(self, who: str, path: str) -> dict[str, Any]:
        return self.clients[who].get(f"/api/rules/{path}").json()  # type: ignore[no-any-return]

    def drafts(self, who: str, target: str = KIND, expect: int = 201, **content: Any) -> dict[str, Any]:
        return self.does(who, "drafts", {"target": target, "title": "减少误报", **content}, expect)

    def tried(self, version: dict[str, Any]) -> None:
        """A trial over 30 days has come back."""
        row = RuleVersion.objects.get(pk=version["id"])
        trial = trials.trial_begin(actor=self.people["duty"], version=row, days=30)
        ends = trials.window_ms(trial)[1]
        trials.trial_done(trial.pk, points=[], before=[], after=[], covered_to_ms=ends, readings=0)

    def publishes(self, who: str, version: dict[str, Any], expect: int = 200) -> dict[str, Any]:
        return self.does(who, f"versions/{version['id']}/publish", {"reason": "推演误报减少，无漏报"}, expect)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(autouse=True)
def at_start() -> Any:
    with clock.use_clock(ManualClock(START)) as manual:
        yield manual


@pytest.fixture
def probe() -> Point:
    return PointFactory()


def h_of(point: Point) -> float:
    (config,) = [p for p in build_snapshot(1).points if p.id == point.pk]
    return next(limit.set_point for limit in config.limits if limit.label == "H")


def test_a_kind_is_drafted_tried_and_published_by_a_second_person(desk: Desk, probe: Point) -> None:
    draft = desk.drafts("duty", settings={"limits": [H35]})
    assert h_of(probe) == 28.0, "a draft changes nothing"
    assert "推演" in desk.publishes("leader", draft, 409)["message"]
    desk.tried(draft)
    assert desk.does("duty", f"versions/{draft['id']}/publish", {"reason": "本人发布"}, 403)["code"] == "forbidden"
    done = desk.publishes("leader", draft)
    assert (h_of(probe), done["number"], done["published_by"]["name"]) == (35.0, 2, "leader")
    assert RuleVersion.objects.get(target=KIND, number=1).title == "起草时生效的设定"
    actions = list(
        AuditEntry.objects.filter(action__startswith="rule.").order_by("seq").values_list("action", flat=True)
    )
    assert actions == ["rule.drafted", "rule.tried", "rule.published"]


def test_the_author_cannot_publish_even_with_the_right_nor_can_whoever_edited(desk: Desk, probe: Point) -> None:
    draft = desk.drafts("admin", settings={"limits": [H35]})
    desk.tried(draft)
    assert "另一人" in desk.publishes("admin", draft, 409)["message"]
    body = {"settings": {"limits": [{**H35, "set_point": 36.0}]}}
    other = Client()
    other.force_login(UserFactory(role="admin", name="second admin"))
    edited = other.put(f"/api/rules/versions/{draft['id']}", body, content_type="application/json")
    assert (edited.status_code, edited.json()["tried_at"]) == (200, None)
    desk.tried(draft)
    for client in (desk.clients["admin"], other):
        refused = client.post(
            f"/api/rules/versions/{draft['id']}/publish", {"reason": "发布"}, content_type="application/json"
        )
        assert refused.status_code == 409
    desk.publishes("leader", draft)
    assert h_of(probe) == 36.0


def test_a_draft_that_was_edited_while_it_was_tried_is_not_tried(desk: Desk, at_start: ManualClock) -> None:
    draft = desk.drafts("duty", settings={"limits": [H35]})
    row = RuleVersion.objects.get(pk=draft["id"])
    trial = trials.trial_begin(actor=desk.people["duty"], version=row, days=7)
    at_start.set(START + timedelta(seconds=5))
    desk.does("duty", f"versions/{draft['id']}", {"settings": {"limits": [{**H35, "set_point": 90.0}]}}, method="put")
    trials.trial_done(trial.pk, points=[], before=[], after=[], covered_to_ms=trials.window_ms(trial)[1], readings=0)
    assert "推演" in desk.publishes("leader", draft, 409)["message"]


def test_an_earlier_version_comes_back_as_a_new_one(desk: Desk, probe: Point) -> None:
    draft = desk.drafts("duty", settings={"limits": [H35]})
    desk.tried(draft)
    desk.publishes("leader", draft)
    first = RuleVersion.objects.get(target=KIND, number=1)
    back = desk.does("leader", f"versions/{first.pk}/roll-back", {"reason": "夜间漏报"}, 201)
    assert (back["number"], back["is_in_force"], h_of(probe)) == (3, True, 28.0)
    assert desk.does("leader", f"versions/{back['id']}/roll-back", {"reason": "再来"}, 409)


def test_who_was_overtaken_begins_again(desk: Desk, probe: Point) -> None:
    slow = desk.drafts("duty", settings={"limits": [H35]})
    quick = desk.drafts("duty", settings={"limits": [{**H35, "set_point": 30.0}]})
    for draft in (slow, quick):
        desk.tried(draft)
    desk.publishes("leader", quick)
    assert "更新的版本" in desk.publishes("leader", slow, 409)["message"]
    assert h_of(probe) == 30.0


def test_a_point_gets_settings_of_its_own_until_an_end_and_follows_its_kind_in_the_rest(
    desk: Desk, probe: Point, at_start: ManualClock
) -> None:
    until = (START + timedelta(days=1)).isoformat()
    target = f"point:{probe.pk}"
    draft = desk.drafts("duty", target, settings={"limits": [H35], "expires_at": until})
    desk.tried(draft)
    desk.publishes("leader", draft)
    assert h_of(probe) == 35.0
    assert PointOverride.objects.get(point=probe).timings == {}, "what equals the kind is not pinned"
    at_start.set(START + timedelta(days=2))
    overrides_expire()
    assert h_of(probe) == 28.0
    again = desk.drafts("duty", target, settings={"limits": [{**H35, "set_point": 40.0}]})
    desk.tried(again)
    assert desk.publishes("leader", again)["number"] == 4, "the expiry is a version too: 1 before, 2 ours, 3 expired"
    assert h_of(probe) == 40.0


def test_a_group_rule_goes_through_the_same_guard(desk: Desk) -> None:
    gateway = GatewayFactory()
    room = [PointFactory(gateway=gateway, enterprise=gateway.enterprise, workshop=None) for _ in range(3)]
    group = {"enterprise_id": gateway.enterprise_id, "name": "三取二", "rule": "voting", "points": [p.pk for p in room],
             "label": "HH", "grade": "red", "settings": {"needed": 2, "set_point": 28.0}}  # fmt: skip
    bad = {**group, "settings": {"needed": 9, "set_point": 28.0}}
    assert "表决" in str(desk.drafts("duty", "group:new", 422, group=bad))
    draft = desk.drafts("duty", "group:new", group=group)
    assert not GroupRule.objects.exists(), "a draft changes nothing"
    page = desk.reads("leader", f"targets/group:new?version={draft['id']}")
    assert [v["id"] for v in page["versions"]] == [draft["id"]], "what is not there yet is known by its draft"
    assert page["enterprise_id"] == gateway.enterprise_id
    desk.tried(draft)
    desk.publishes("leader", draft)
    rule = GroupRule.objects.get()
    assert [r.rule for r in build_snapshot(1).rules] == ["voting"]
    off = desk.drafts("duty", f"group:{rule.pk}", group={**group, "is_enabled": False})
    desk.tried(off)
    desk.publishes("leader", off)
    assert build_snapshot(1).rules == []
    first = RuleVersion.objects.get(target=f"group:{rule.pk}", number=1)
    desk.does("leader", f"versions/{first.pk}/roll-back", {"reason": "恢复表决"}, 201)
    assert [r.rule for r in build_snapshot(1).rules] == ["voting"]


def test_what_could_not_be_in_force_is_refused_when_it_is_drafted(desk: Desk) -> None:
    twice = {"limits": [H35, H35]}
    assert "重复" in str(desk.drafts("duty", settings=twice, expect=422))
    assert desk.drafts("duty", "kind:astrology", settings={"limits": [H35]}, expect=404)
    assert desk.drafts("duty", settings={"limits": [], "timings": {"stuck_after_s": -1}}, expect=422)
    assert not RuleVersion.objects.exists(), "a refusal leaves nothing behind"


def test_one_trial_at_a_time_and_a_silent_one_is_interrupted(desk: Desk, at_start: ManualClock) -> None:
    row = RuleVersion.objects.get(pk=desk.drafts("duty", settings={"limits": [H35]})["id"])
    first = trials.trial_begin(actor=desk.people["duty"], version=row, days=7)
    assert "正在推演" in desk.does("leader", f"versions/{row.pk}/trials", {"days": 7}, 409)["message"]
    at_start.set(START + timedelta(minutes=2))
    trials.trial_begin(actor=desk.people["duty"], version=row, days=7)
    assert RuleTrial.objects.get(pk=first.pk).state == "failed"
    assert not trials.trial_beat(first.pk, progress=0.5, readings=1), "its process is told to end"


def test_a_published_set_point_reaches_the_engine_and_a_standing_alarm_keeps_its_name(desk: Desk, probe: Point) -> None:
    engine = Engine(0, build(build_snapshot(1)))
    found = _read(engine, probe, 1, 60.0) + _read(engine, probe, 5, 60.0)
    raised = {t.label: t for t in found}
    assert set(raised) == {"H", "HH"}
    draft = desk.drafts(
        "duty", settings={"limits": [{**H35, "set_point": 70.0}, {**H35, "label": "HH", "set_point": 56.0}]}
    )
    desk.tried(draft)
    desk.publishes("leader", draft)
    engine.apply([LogEntry(6, _ms(6), Readings.empty(), build(build_snapshot(2)))])
    ended = [t for second in (8, 12, 30) for t in _read(engine, probe, second, 60.0)]
    assert [(t.label, t.kind, t.alarm_id) for t in ended] == [("H", "cleared", raised["H"].alarm_id)]


def _read(engine: Engine, point: Point, second: int, value: float) -> list[AlarmTransition]:
    batch = Readings.of([(point.pk, _ms(second), value, 0)])
    return [t for b in engine.apply([LogEntry(second, _ms(second), batch)]) for t in b.transitions]


def _ms(second: int) -> int:
    return int(START.timestamp() * 1000) + second * 1000
