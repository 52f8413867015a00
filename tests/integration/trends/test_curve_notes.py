"""Notes beside curves: whose they are, who sees them, and the alarms that stood there."""

from typing import Any

import pytest
from django.test import Client

from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.overview.search import search
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def marks(client: Client, *points: int) -> dict[str, Any]:
    now = clock.now_ms()
    asked = {"points": ",".join(map(str, points)), "from_ms": now - 3_600_000, "to_ms": now + 1_000}
    answer = client.get("/api/curve-marks", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[no-any-return]


def test_a_note_is_kept_with_its_author_and_seen_by_who_sees_the_point() -> None:
    point, other = PointFactory(), PointFactory()
    duty = of(UserFactory(role="duty_officer", name="值班甲"))
    body = {"point_id": point.pk, "at_ms": clock.now_ms() - 60_000, "text": "风机停机检修"}
    made = duty.post("/api/curve-notes", body, content_type="application/json")
    assert made.status_code == 201
    (note,) = marks(duty, point.pk)["notes"]
    assert (note["text"], note["by"], note["at_ms"], note["is_mine"]) == ("风机停机检修", "值班甲", body["at_ms"], True)
    assert AuditEntry.objects.filter(action="curve_note.added").count() == 1
    stranger = of(UserFactory(role="enterprise_manager", enterprise=other.enterprise))
    assert marks(stranger, point.pk)["notes"] == [], "another plant's notes are not seen"
    owner = of(UserFactory(role="enterprise_manager", enterprise=point.enterprise))
    assert marks(owner, point.pk)["notes"][0]["is_mine"] is False
    assert owner.post(f"/api/curve-notes/{note['id']}/withdraw").status_code == 403
    assert duty.post(f"/api/curve-notes/{note['id']}/withdraw").status_code == 200
    assert marks(owner, point.pk)["notes"] == []
    assert duty.post(f"/api/curve-notes/{note['id']}/withdraw").status_code == 409


@pytest.mark.parametrize("wrong", [{"text": "  "}, {"at_ms": 4_000_000_000_000}, {"at_ms": -1}, {"point_id": 0}])
def test_an_empty_note_or_one_of_a_time_to_come_is_refused(wrong: dict[str, Any]) -> None:
    body = {"point_id": PointFactory().pk, "at_ms": 1_000, "text": "检修", **wrong}
    answer = of(UserFactory(role="duty_officer")).post("/api/curve-notes", body, content_type="application/json")
    assert answer.status_code == 422


def test_alarms_that_stood_in_the_window_are_drawn_those_before_are_not() -> None:
    point = PointFactory()
    standing = alarm(point, "HH")
    old = alarm(point, "H", at_ms=clock.now_ms() - 9 * 3_600_000)
    old.cleared_at = old.raised_at
    old.save()
    (drawn,) = marks(of(UserFactory(role="duty_officer")), point.pk)["alarms"]
    assert (drawn["id"], drawn["grade"], drawn["label"], drawn["until_ms"]) == (standing.pk, "orange", "HH", None)


@pytest.mark.parametrize("asked", ["", "x", "1,,x", "-1", "9" * 20, ",".join(["1"] * 51)])
def test_points_that_are_none_are_refused_in_words(asked: str) -> None:
    answer = of(UserFactory(role="duty_officer")).get("/api/curve-marks", {"points": asked, "from_ms": 0, "to_ms": 1})
    assert answer.status_code == 422
    assert "points" in answer.json()["fields"]


def test_an_enterprise_and_a_quantity_find_that_plant_s_point() -> None:
    dust = PointFactory(kind="dust_concentration", name="3号口", unit="mg/m3")
    PointFactory(gateway=dust.gateway, name="氨气探头")
    PointFactory(kind="dust_concentration", name="3号口", unit="mg/m3")
    found = search(for_user=UserFactory(role="duty_officer"), q=f"{dust.enterprise.short_name} 粉尘")
    assert [hit["id"] for group in found if group["kind"] == "point" for hit in group["items"]] == [dust.pk]
