"""Rules over several points: read over HTTP, written by the commands a published version calls; checked by the rule
itself, audited, published. That a second person must publish: ``tests/acceptance/rules``."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.audit.models import AuditEntry
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.sites import group_rules
from anlan.records.sites.group_rules import group_rule_problem_texts
from anlan.records.sites.models import GroupRule, Point
from anlan.records.sites.publication import build_snapshot
from tests.factories import GatewayFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> list[Point]:
    """Three ammonia detectors of one gateway."""
    gateway = GatewayFactory()
    return [
        PointFactory(gateway=gateway, enterprise=gateway.enterprise, workshop=None, name=f"{n}号探头")
        for n in (1, 2, 3)
    ]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(role="admin"))
    return client


def made(room: list[Point], **more: Any) -> GroupRule:
    body = {
        "name": "氨机房三取二",
        "rule": "voting",
        "points": [p.pk for p in room],
        "label": "HH",
        "grade": "red",
        "on_delay_s": 2,
        "settings": {"needed": 2, "set_point": 28.0},
        "reason": "单台探头误报较多",
        **more,
    }
    return group_rules.group_rule_create(actor=UserFactory(role="admin"), enterprise=room[0].enterprise, **body)


def listed(admin: Client, room: list[Point]) -> list[dict[str, Any]]:
    return admin.get(f"/api/group-rules?enterprise={room[0].enterprise_id}").json()  # type: ignore[no-any-return]


def test_a_rule_is_made_listed_audited_and_published(admin: Client, room: list[Point]) -> None:
    made(room)
    (shown,) = listed(admin, room)
    assert shown["point_names"] == ["1号探头", "2号探头", "3号探头"]
    assert (shown["rule_title"], shown["problem"]) == ("多点表决", "")
    (rule,) = build_snapshot(1).rules
    assert (rule.rule, rule.points, rule.settings) == ("voting", [p.pk for p in room], {"needed": 2, "set_point": 28.0})
    entry = AuditEntry.objects.get(action="group_rule.created")
    assert entry.reason == "单台探头误报较多"
    assert OutboxMessage.objects.filter(topic="config", kind="publish").exists()


def test_no_rule_is_written_past_the_second_person(admin: Client, room: list[Point]) -> None:
    rule = made(room)
    for call, path in [(admin.post, ""), (admin.patch, f"/{rule.pk}"), (admin.post, f"/{rule.pk}/withdraw")]:
        answer = call(f"/api/group-rules{path}", {"reason": "直接修改"}, content_type="application/json")
        assert answer.status_code in (404, 405)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"settings": {"needed": 4, "set_point": 28.0}}, "points", "3 个测点不能做 4 取表决"),
        ({"settings": {"needed": 2}}, "settings", "缺少参数“set_point”"),
        ({"settings": {"needed": 2, "set_point": 28.0, "colour": 1}}, "settings", "没有参数“colour”"),
        ({"settings": {"needed": 0, "set_point": 28.0}}, "settings", "参数“needed”不符合要求"),
        ({"rule": "astrology"}, "points", "没有安装该规则类型"),
        ({"rule": "deviation", "settings": {"allowed": 5.0}}, "points", "应选两个测点"),
        ({"reason": "x"}, "reason", ""),
        ({"points": [987654321]}, "points", "不属于该企业"),
    ],
)
def test_what_could_not_be_judged_is_refused_in_words(
    room: list[Point], wrong: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        made(room, **wrong)
    assert said in refusal.value.fields[field]
    assert not GroupRule.objects.exists()


def test_a_second_rule_with_the_same_first_point_and_level_is_refused(room: list[Point]) -> None:
    made(room)
    with pytest.raises(Invalid, match="请更换级别"):
        made(room, name="又一条")


def test_a_rule_whose_point_was_switched_off_says_so_and_is_named_in_the_publication(
    admin: Client, room: list[Point]
) -> None:
    made(room)
    room[2].is_enabled = False
    room[2].save()
    (rule,) = listed(admin, room)
    assert rule["problem"] == "测点“3号探头”已停用。"
    (text,) = group_rule_problem_texts()
    assert "氨机房三取二" in text
    assert "测点“3号探头”已停用。" in text


def test_a_change_asks_for_a_reason_and_is_kept_with_old_and_new(admin: Client, room: list[Point]) -> None:
    rule, by = made(room), UserFactory(role="admin")
    with pytest.raises(Invalid):
        group_rules.group_rule_update(actor=by, rule=rule, reason="", on_delay_s=5.0)
    rule.refresh_from_db()
    group_rules.group_rule_update(actor=by, rule=rule, reason="减少抖动", on_delay_s=5.0)
    shown = listed(admin, room)[0]
    assert (shown["on_delay_s"], shown["reason"]) == (5.0, "减少抖动")
    entry = AuditEntry.objects.get(action="group_rule.changed")
    assert entry.changes["on_delay_s"] == [2.0, 5.0]
    with pytest.raises(Invalid):
        group_rules.group_rule_update(actor=by, rule=rule, reason="试一下", settings={"needed": 9, "set_point": 1.0})
    assert listed(admin, room)[0]["settings"]["needed"] == 2


def test_a_withdrawn_rule_stays_in_the_list_is_not_published_and_can_come_back(
    admin: Client, room: list[Point]
) -> None:
    rule, by = made(room), UserFactory(role="admin")
    with pytest.raises(Invalid):
        group_rules.group_rule_withdraw(actor=by, rule=rule, reason="")
    group_rules.group_rule_withdraw(actor=by, rule=rule, reason="探头更换")
    assert build_snapshot(1).rules == []
    assert listed(admin, room)[0]["is_enabled"] is False
    with pytest.raises(Conflict):
        group_rules.group_rule_withdraw(actor=by, rule=rule, reason="探头更换")
    group_rules.group_rule_update(actor=by, rule=rule, reason="更换完成", is_enabled=True)
    assert len(build_snapshot(1).rules) == 1


def test_every_installed_rule_tells_a_form_what_its_settings_are(admin: Client) -> None:
    types = {kind["name"]: kind for kind in admin.get("/api/group-rule-types").json()}
    assert types.keys() >= {"voting", "deviation"}
    voting = types["voting"]["settings"]
    assert voting["required"] == ["needed", "set_point"]
    assert voting["properties"]["degraded_grade"]["enum"] == ["blue", "orange", "red", "yellow"]
    assert voting["properties"]["stale_after_s"]["unit"] == "s"
