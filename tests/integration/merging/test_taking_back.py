"""A merge is taken back on a timeline: what it moved, what came since, what stays, who may and until when."""

from typing import Any

import pytest
from django.test import Client

from anlan.domain.clock import ManualClock, from_ms
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.models import Attachment
from anlan.records.incidents.models import Incident
from anlan.records.merging.models import EnterpriseMerge
from anlan.records.merging.services import stragglers_move
from anlan.records.merging.taking_back import days
from anlan.records.registry.models import Link
from anlan.records.safety_codes.services import code_make
from anlan.records.sites.models import Camera, Enterprise, Gateway, Point, Workshop
from tests.factories import CameraFactory, EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm
from tests.factories.registers import record_of
from tests.integration.merging.test_merging import confirm, of, plant, proposed

pytestmark = pytest.mark.django_db
NOON = 1_770_000_000_000
DAY_S = 86_400.0


def act(merge: int, what: str = "", by: Client | None = None, **body: Any) -> Any:
    client = by or of("leader" if what == "/confirm" else "admin")
    body = body or {"reason": "不是同一家企业"}
    return client.post(f"/api/enterprise-merges/{merge}/taking-back{what}", body, content_type="application/json")


def merged(kept: Enterprise, gone: Enterprise, *choices: str) -> int:
    merge = proposed(kept, gone, *choices)
    answer = confirm(merge)
    assert answer.status_code == 200, answer.content
    return merge


def taken_back(merge: int) -> None:
    assert act(merge).status_code == 200
    answer = act(merge, "/confirm")
    assert answer.status_code == 200, answer.content


def home(row: Any) -> int:
    row.refresh_from_db()
    return int(row.enterprise_id)


def test_what_was_moved_goes_back_with_what_came_of_it_since_and_the_rest_stays() -> None:
    kept, gone = EnterpriseFactory(town=TownFactory()), EnterpriseFactory(town=TownFactory())
    mine, theirs = plant(kept), plant(gone)
    before = {one.pk: (one.name, one.uscc, one.head_count, one.town_id) for one in (kept, gone)}
    old_alarm = alarm(theirs)
    order = Incident.objects.get(enterprise=gone)
    key, hazard = order.group_key, record_of("hazards", gone)
    person = UserFactory(role="enterprise_manager", enterprise=gone)
    photo = Attachment.objects.create(enterprise_id=gone.pk, town_code=gone.town_id, sha256="0" * 64, thumb_sha256="0",
                                      size_bytes=1, width_px=1, height_px=1)  # fmt: skip
    merge = merged(kept, gone, "name", "uscc", "head_count", "town")
    for point in (mine, theirs):
        point.refresh_from_db()
    new_alarm, survivors = alarm(theirs, rule="since"), alarm(mine, rule="since")
    of_hazard, unrelated = record_of("hazards", kept), record_of("hazards", kept)
    Link.objects.create(origin_register="hazards", origin_id=hazard.pk, target_register="hazards",
                        target_id=of_hazard.pk)  # fmt: skip
    told = of("leader").get(f"/api/enterprise-merges/{merge}/taking-back").json()
    counts = {kind: {one["label"]: one["count"] for one in told[kind]} for kind in ("going", "coming", "staying")}
    assert counts["going"]["测点"] == 1
    assert (counts["coming"]["报警"], counts["coming"]["隐患"]) == (1, 1)
    assert (counts["staying"]["报警"], counts["staying"]["隐患"]) == (1, 1)

    taken_back(merge)
    back = {one.pk: one for one in Enterprise.objects.filter(pk__in=before)}
    assert {pk: (e.name, e.uscc, e.head_count, e.town_id) for pk, e in back.items()} == before
    assert (back[gone.pk].is_active, back[gone.pk].merged_into_id) == (True, None)
    went = [home(row) for row in (theirs, theirs.gateway, old_alarm, new_alarm, order, hazard, of_hazard, person)]
    assert set(went) == {gone.pk}
    assert {home(row) for row in (mine, survivors, unrelated)} == {kept.pk}
    assert (order.group_key, hazard.town_id, of_hazard.town_id) == (key, gone.town_id, gone.town_id)
    photo.refresh_from_db()
    assert (photo.enterprise_id, photo.town_code) == (gone.pk, gone.town_id)
    entry = AuditEntry.objects.get(action="enterprise.merge_taken_back")
    assert entry.changes["moved"]["sites.Point"] == 1
    assert of("admin").get("/api/enterprise-merges").json()[0]["state"] == "taken_back"
    assert confirm(proposed(kept, gone)).status_code == 200, "and they can be merged again"


def test_two_people_decide_and_only_within_the_days_that_the_data_gives() -> None:
    """t=0 merged; day 29 asked; day 31 nobody can confirm it any more, and the merge stands."""
    time = ManualClock(from_ms(NOON))
    with clock.use_clock(time):
        kept, gone = EnterpriseFactory(), EnterpriseFactory()
        point, admin = plant(gone), Client()
        merge, person = merged(kept, gone), UserFactory(role="admin")
        assert act(merge, "/confirm").status_code == 409, "nobody asked"
        time.advance((days() - 1) * DAY_S)
        admin.force_login(person)
        asked = act(merge, by=admin)
        assert (asked.status_code, asked.json()["state"]) == (200, "back_asked")
        assert act(merge).status_code == 409, "asked already"
        own = act(merge, "/confirm", by=admin)
        assert (own.status_code, "另一人" in own.content.decode()) == (409, True)
        assert home(point) == kept.pk
        time.advance(2 * DAY_S)
        late = act(merge, "/confirm")
        assert (late.status_code, f"{days()} 天" in late.content.decode()) == (409, True)
        refused = act(merge, "/refuse")
        assert (refused.status_code, refused.json().get("state")) == (200, "applied"), refused.content.decode()
        assert act(merge).status_code == 409
        assert home(point) == kept.pk


def test_a_merge_from_before_this_was_remembered_says_so() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    old = EnterpriseMerge.objects.create(kept=kept, gone=gone, reason="旧", state="applied", decided_at=clock.now(),
                                         proposed_by=UserFactory(role="admin"))  # fmt: skip
    assert "没有留存迁移明细" in act(old.pk).content.decode()


def test_what_somebody_changed_since_stays_and_names_do_not_collide() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    for site in (kept, gone):
        CameraFactory(enterprise=site, name="大门")
        CameraFactory(enterprise=site, name="仓库")
    room = Workshop.objects.create(enterprise=gone, name="氨机房")
    merge = merged(kept, gone, "head_count")
    Enterprise.objects.filter(pk=kept.pk).update(head_count=777)
    Camera.objects.filter(name="仓库（并入）").update(name="大门二")
    lens = Camera.objects.get(enterprise=kept, name="仓库")
    Camera.objects.filter(pk=lens.pk).update(workshop=room)
    preview = of("leader").get(f"/api/enterprise-merges/{merge}/taking-back").json()
    assert preview["changed"] == ["从业人数"]
    taken_back(merge)
    assert set(Camera.objects.filter(enterprise=gone).values_list("name", flat=True)) == {"大门", "大门二"}
    assert set(Camera.objects.filter(enterprise=kept).values_list("name", flat=True)) == {"大门", "仓库"}
    lens.refresh_from_db()
    kept.refresh_from_db()
    assert (lens.workshop_id, kept.head_count) == (None, 777), "nothing of one hangs in the other's workshop"


def test_what_stands_in_the_way_is_said_before_and_nothing_moves() -> None:
    kept, gone, third = EnterpriseFactory(), EnterpriseFactory(), EnterpriseFactory()
    own = GatewayFactory(enterprise=kept)
    point = plant(gone)
    merge = merged(kept, gone, "name")
    Point.objects.filter(pk=point.pk).update(gateway=own, name="移走的测点")
    assert of("leader").get(f"/api/enterprise-merges/{merge}/taking-back").json()["crossed"] == ["移走的测点"]
    act(merge)
    assert "移走的测点" in act(merge, "/confirm").content.decode()
    assert home(point) == kept.pk
    Point.objects.filter(pk=point.pk).update(gateway=Gateway.objects.get(points__isnull=True, enterprise=kept))
    Enterprise.objects.filter(pk=kept.pk).update(name="改过的名字")
    Enterprise.objects.filter(pk=third.pk).update(name=gone.name)
    answer = act(merge, "/confirm")
    assert (answer.status_code, gone.name in answer.content.decode()) == (409, True)
    assert EnterpriseMerge.objects.get(pk=merge).state == "back_asked"


def test_the_newer_of_two_merges_is_taken_back_first_and_the_old_sign_leads_home() -> None:
    first, second, third = EnterpriseFactory(), EnterpriseFactory(), EnterpriseFactory()
    point = plant(first)
    code = code_make(actor=UserFactory(role="admin"), enterprise=first)
    one, two = merged(second, first), merged(third, second)
    assert home(point) == third.pk
    assert "撤回后一次合并" in act(one).content.decode()
    taken_back(two)
    assert home(point) == second.pk
    assert of("duty_officer").get(f"/s/{code.token}")["Location"] == f"/enterprises/{second.pk}"
    taken_back(one)
    assert home(point) == first.pk
    assert of("duty_officer").get(f"/s/{code.token}")["Location"] == f"/enterprises/{first.pk}"


def test_an_alarm_written_for_the_survivor_in_the_moment_of_it_follows_its_point() -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    point = plant(gone)
    merge = merged(kept, gone)
    taken_back(merge)
    point.refresh_from_db()
    late = alarm(point)
    Alarm.objects.filter(pk=late.pk).update(enterprise=kept)
    assert stragglers_move() == 1
    assert home(late) == gone.pk


def test_half_way_through_nothing_has_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = EnterpriseFactory(), EnterpriseFactory()
    point = plant(gone)
    merge = merged(kept, gone, "name")
    act(merge)

    def no_disk(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("anlan.records.merging.taking_back.config_request", no_disk)
    assert act(merge, "/confirm").status_code == 500
    gone.refresh_from_db()
    assert (home(point), gone.is_active) == (kept.pk, False)


def test_who_may_not_merge_may_not_take_back() -> None:
    kept, gone = EnterpriseFactory(town=TownFactory()), EnterpriseFactory()
    plant(gone)
    merge = merged(kept, gone)
    for role, bounds in (("town_officer", {"town": kept.town}), ("duty_officer", {}),
                         ("enterprise_manager", {"enterprise": kept})):  # fmt: skip
        person = of(role, **bounds)
        assert person.get(f"/api/enterprise-merges/{merge}/taking-back").status_code == 403
        assert [act(merge, what, by=person).status_code for what in ("", "/confirm", "/refuse")] == [403] * 3
    assert act(merge, by=of("leader")).status_code == 403, "a leader confirms, an administrator asks"
    unused = PointFactory(gateway=GatewayFactory(enterprise=kept), enterprise=kept)
    assert home(unused) == kept.pk
