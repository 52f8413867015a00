"""Rules over several points over HTTP: made, changed, withdrawn; checked by the rule itself, audited, published."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.audit.models import AuditEntry
from anlan.records.core.models import OutboxMessage
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


def post(admin: Client, room: list[Point], **more: object) -> Any:
    body = {
        "enterprise_id": room[0].enterprise_id,
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
    return admin.post("/api/group-rules", body, content_type="application/json")


def listed(admin: Client, room: list[Point]) -> list[dict[str, Any]]:
    return admin.get(f"/api/group-rules?enterprise={room[0].enterprise_id}").json()  # type: ignore[no-any-return]


def test_a_rule_is_made_listed_audited_and_published(admin: Client, room: list[Point]) -> None:
    made = post(admin, room)
    assert made.status_code == 201, made.json()
    assert listed(admin, room) == [made.json()]
    assert made.json()["point_names"] == ["1号探头", "2号探头", "3号探头"]
    assert (made.json()["rule_title"], made.json()["problem"]) == ("多点表决", "")
    (rule,) = build_snapshot(1).rules
    assert (rule.rule, rule.points, rule.settings) == ("voting", [p.pk for p in room], {"needed": 2, "set_point": 28.0})
    entry = AuditEntry.objects.get(action="group_rule.created")
    assert entry.reason == "单台探头误报较多"
    assert OutboxMessage.objects.filter(topic="config", kind="publish").exists()


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
    admin: Client, room: list[Point], wrong: dict[str, Any], field: str, said: str
) -> None:
    answer = post(admin, room, **wrong)
    assert answer.status_code == 422
    assert said in answer.json()["fields"][field]
    assert not GroupRule.objects.exists()


def test_a_second_rule_with_the_same_first_point_and_level_is_refused(admin: Client, room: list[Point]) -> None:
    assert post(admin, room).status_code == 201
    answer = post(admin, room, name="又一条")
    assert answer.status_code == 422
    assert "请更换级别" in answer.json()["message"]


def test_a_rule_whose_point_was_switched_off_says_so_and_is_named_in_the_publication(
    admin: Client, room: list[Point]
) -> None:
    post(admin, room)
    room[2].is_enabled = False
    room[2].save()
    (rule,) = listed(admin, room)
    assert rule["problem"] == "测点“3号探头”已停用。"
    (text,) = group_rule_problem_texts()
    assert "氨机房三取二" in text
    assert "测点“3号探头”已停用。" in text


def test_a_change_asks_for_a_reason_and_is_kept_with_old_and_new(admin: Client, room: list[Point]) -> None:
    url = f"/api/group-rules/{post(admin, room).json()['id']}"
    assert admin.patch(url, {"on_delay_s": 5}, content_type="application/json").status_code == 422
    answer = admin.patch(url, {"on_delay_s": 5, "reason": "减少抖动"}, content_type="application/json")
    assert (answer.status_code, answer.json()["on_delay_s"], answer.json()["reason"]) == (200, 5.0, "减少抖动")
    entry = AuditEntry.objects.get(action="group_rule.changed")
    assert entry.changes["on_delay_s"] == [2.0, 5.0]
    bad = admin.patch(
        url, {"settings": {"needed": 9, "set_point": 1.0}, "reason": "试一下"}, content_type="application/json"
    )
    assert bad.status_code == 422
    assert listed(admin, room)[0]["settings"]["needed"] == 2


def test_a_withdrawn_rule_stays_in_the_list_is_not_published_and_can_come_back(
    admin: Client, room: list[Point]
) -> None:
    url = f"/api/group-rules/{post(admin, room).json()['id']}"
    assert admin.post(f"{url}/withdraw", {"reason": ""}, content_type="application/json").status_code == 422
    answer = admin.post(f"{url}/withdraw", {"reason": "探头更换"}, content_type="application/json")
    assert (answer.status_code, answer.json()["is_enabled"]) == (200, False)
    assert build_snapshot(1).rules == []
    assert listed(admin, room)[0]["is_enabled"] is False
    again = admin.post(f"{url}/withdraw", {"reason": "探头更换"}, content_type="application/json")
    assert again.status_code == 409
    back = admin.patch(url, {"is_enabled": True, "reason": "更换完成"}, content_type="application/json")
    assert (back.status_code, len(build_snapshot(1).rules)) == (200, 1)


def test_switching_off_by_a_patch_is_refused(admin: Client, room: list[Point]) -> None:
    url = f"/api/group-rules/{post(admin, room).json()['id']}"
    answer = admin.patch(url, {"is_enabled": False, "reason": "停用"}, content_type="application/json")
    assert answer.status_code == 422


def test_every_installed_rule_tells_a_form_what_its_settings_are(admin: Client) -> None:
    types = {kind["name"]: kind for kind in admin.get("/api/group-rule-types").json()}
    assert types.keys() >= {"voting", "deviation"}
    voting = types["voting"]["settings"]
    assert voting["required"] == ["needed", "set_point"]
    assert voting["properties"]["degraded_grade"]["enum"] == ["blue", "orange", "red", "yellow"]
    assert voting["properties"]["stale_after_s"]["unit"] == "s"
