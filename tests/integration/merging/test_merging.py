"""Two enterprises become one: two people, everything moves, alarms stand, the old id leads on."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.core.models import OutboxMessage
from anlan.records.incidents.models import Incident
from anlan.records.merging.hanging import hanging, rows, stays, way
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.services import stragglers_move
from anlan.records.safety_codes.services import code_make
from anlan.records.sites.models import Camera, Enterprise, Point, Workshop
from anlan.records.sites.publication import build_snapshot
from tests.factories import CameraFactory, EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of

pytestmark = pytest.mark.django_db


def of(role: str, **bounds: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def proposed(kept: Enterprise, gone: Enterprise, *choices: str, by: Client | None = None) -> int:
    body = {"kept_id": kept.pk, "gone_id": gone.pk, "choices": list(choices), "reason": "同一家企业重复建档"}
    answer = (by or of("admin")).post("/api/enterprise-merges", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def confirm(merge: int, by: Client | None = None) -> Any:
    return (by or of("leader")).post(f"/api/enterprise-merges/{merge}/confirm", content_type="application/json")


def plant(site: Enterprise) -> Point:
    return PointFactory(gateway=GatewayFactory(enterprise=site), enterprise=site)


def test_everything_moves_and_the_standing_alarm_stands() -> None:
    kept, gone = EnterpriseFactory(town=TownFactory()), EnterpriseFactory(town=TownFactory())
    mine, theirs = plant(kept), plant(gone)
    before = {p.id: p for p in build_snapshot(1).points}
    standing = alarm(theirs)
    order = Incident.objects.get(enterprise=gone)
    order_key = order.group_key
    hazard = record_of("hazards", gone)
    person = UserFactory(role="enterprise_manager", enterprise=gone)
    answer = confirm(proposed(kept, gone, "name", "uscc", "head_count"))
    assert answer.status_code == 200, answer.content
    left = {m._meta.label: rows(m, gone).count() for m in hanging() if way(m) is not stays and rows(m, gone).exists()}
    assert left == {}
    now = Alarm.objects.get(pk=standing.pk)
    assert (now.enterprise_id, now.is_active, now.state) == (kept.pk, True, standing.state)
    order.refresh_from_db()
    assert order.is_open
    assert order.group_key == order_key.replace(f"place.{gone.pk}.", f"place.{kept.pk}.")
    after = {p.id: p for p in build_snapshot(2).points}
    for point in (mine, theirs):
        same = [
            getattr(x, n) for x in (before[point.pk], after[point.pk]) for n in ("gateway_id", "partition", "limits")
        ]
        assert same[:3] == same[3:], "the alarms process keeps what it knows of a point"
        assert after[point.pk].enterprise_id == kept.pk
    assert OutboxMessage.objects.filter(topic="config", kind="publish").exists(), "the river hears of it"
    hazard.refresh_from_db()
    assert (hazard.enterprise_id, hazard.town_id) == (kept.pk, kept.town_id)
    person.refresh_from_db()
    assert person.enterprise_id == kept.pk
    entry = AuditEntry.objects.get(action="enterprise.merged")
    assert entry.changes["uscc"] == [kept.uscc, gone.uscc]
    old_names = kept.name, gone.name
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.name, kept.name) == old_names, "what is unique changed places"
    assert (gone.is_active, gone.merged_into_id) == (False, kept.pk)
    assert of("duty_officer").get(f"/api/enterprises/{gone.pk}").json()["merged_into"] == kept.pk


def test_two_people_decide_and_nothing_moves_before() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    point, admin = plant(gone), of("admin")
    merge = proposed(kept, gone, by=admin)
    again = admin.post("/api/enterprise-merges", {"kept_id": gone.pk, "gone_id": kept.pk, "reason": "反向"},
                       content_type="application/json")  # fmt: skip
    assert again.status_code == 409
    assert confirm(merge, by=admin).status_code == 409
    point.refresh_from_db()
    assert point.enterprise_id == gone.pk
    listed = admin.get("/api/enterprise-merges").json()[0]
    assert "另一人" in listed["why_not"]
    refused = admin.post(
        f"/api/enterprise-merges/{merge}/refuse", {"reason": "不是同一家"}, content_type="application/json"
    )
    assert refused.json()["state"] == "refused"
    assert confirm(merge).status_code == 409


def test_a_merge_that_fails_half_way_leaves_everything_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    point = plant(gone)
    merge = proposed(kept, gone, "name")
    names = kept.name, gone.name

    def no_disk(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("anlan.records.merging.services.config_request", no_disk)
    assert confirm(merge).status_code == 500
    for row in (point, kept, gone):
        row.refresh_from_db()
    assert (point.enterprise_id, kept.name, gone.name, gone.is_active) == (gone.pk, *names, True)
    assert EnterpriseMerge.objects.get(pk=merge).state == "proposed"


def test_names_that_are_taken_say_where_they_came_from() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    for site in (kept, gone):
        Workshop.objects.create(enterprise=site, name="氨机房")
        CameraFactory(enterprise=site, name="大门")
    assert confirm(proposed(kept, gone)).status_code == 200
    assert set(Workshop.objects.filter(enterprise=kept).values_list("name", flat=True)) == {"氨机房", "氨机房（并入）"}
    assert set(Camera.objects.filter(enterprise=kept).values_list("name", flat=True)) == {"大门", "大门（并入）"}


def test_both_signs_lead_to_the_one_enterprise_and_what_was_written_meanwhile_follows() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    by = UserFactory(role="admin")
    codes = [code_make(actor=by, enterprise=site) for site in (kept, gone)]
    point = plant(gone)
    late = alarm(point)
    assert confirm(proposed(kept, gone)).status_code == 200
    for code in codes:
        assert of("duty_officer").get(f"/s/{code.token}")["Location"] == f"/enterprises/{kept.pk}"
    Alarm.objects.filter(pk=late.pk).update(enterprise=gone)  # as a command that began before the merge would
    assert stragglers_move() == 1
    assert Alarm.objects.get(pk=late.pk).enterprise_id == kept.pk


def test_the_preview_shows_both_and_what_hangs() -> None:
    kept, gone = EnterpriseFactory(head_count=80), EnterpriseFactory(head_count=95)
    plant(gone)
    shown = of("leader").get("/api/enterprise-merges/preview", {"kept": kept.pk, "gone": gone.pk}).json()
    fields = {one["name"]: one for one in shown["fields"]}
    assert (fields["head_count"]["kept"], fields["head_count"]["gone"], fields["head_count"]["differs"]) == (
        "80", "95", True,
    )  # fmt: skip
    assert {"label": "测点", "count": 1} in shown["hanging"]
