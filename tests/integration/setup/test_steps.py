"""The wizard's questions: how far the set-up is, what a gateway sends, whom an alarm reaches, how far a test came."""

import pytest
from django.test import Client

from anlan.bus.messages import UnknownSource as Seen
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.incidents.intake import take_in
from anlan.records.sites.models import Camera, Point
from anlan.records.sites.publication import build_snapshot
from anlan.records.sites.unknown import unknown_source_observe
from anlan.web.setup import signal_path
from tests.factories import EnterpriseFactory, GatewayFactory, UserFactory
from tests.factories.alarms import raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(role="admin"))
    return client


def test_an_empty_platform_has_its_towns_and_nothing_else(admin: Client) -> None:
    found = admin.get("/api/setup").json()
    assert found["towns"] > 20
    assert (found["enterprise"], found["gateway"], found["points"], found["cameras"], found["tests"]) == (
        None, None, [], 0, 0,
    )  # fmt: skip


def test_what_a_gateway_sends_is_shown_with_the_kind_it_probably_is(admin: Client) -> None:
    gateway = GatewayFactory(code="GW-1")
    for address in ("nh3_1", "x9"):
        seen = {"gateway_code": "GW-1", "address": address, "sample": "3.2", "seen_at_ms": clock.now_ms()}
        unknown_source_observe(Seen(driver="mqtt", **seen))
    first, second = admin.get(f"/api/setup/heard/{gateway.pk}").json()
    assert (first["address"], first["kind"], first["suggested_unit"]) == ("nh3_1", "nh3_concentration", "ppm")
    assert (second["address"], second["kind"], second["suggested_unit"]) == ("x9", "", "")


def test_the_wizard_says_what_is_typed_into_a_device_and_why_it_was_turned_away(admin: Client) -> None:
    gateway = GatewayFactory(code="GW-1")
    gateway.refused_at, gateway.refused_reason = clock.now(), "wrong_secret"
    gateway.save()
    found = admin.get("/api/setup").json()
    assert found["gateway"]["refused_reason"] == "wrong_secret"
    assert found["ways_in"] == {"mqtt": 1883, "hj212": 5212, "http": 5280, "is_this_machine_only": True}


def test_the_first_person_is_told_and_must_change_the_password(admin: Client) -> None:
    site = EnterpriseFactory()
    assert admin.get(f"/api/setup/reached/{site.pk}").json() == []
    session = admin.session
    session["confirmed_s"] = clock.now_ms() // 1000
    session.save()
    body = {"enterprise_id": site.pk, "username": "manager", "name": "王安全"}
    made = admin.post("/api/setup/person", body, content_type="application/json")
    assert made.status_code == 201, made.json()
    user = User.objects.get(username="manager")
    assert user.check_password(made.json()["password"])
    assert (user.must_change_password, user.enterprise_id) == (True, site.pk)
    assert [one["name"] for one in admin.get(f"/api/setup/reached/{site.pk}").json()] == ["王安全"]


def test_a_camera_is_made_with_its_login_sealed(admin: Client) -> None:
    site = EnterpriseFactory()
    body = {"enterprise_id": site.pk, "name": "机房门口", "source": "rtsp://192.0.2.7/stream", "login": "u:p"}
    assert admin.post("/api/setup/camera", body, content_type="application/json").status_code == 201
    camera = Camera.objects.get()
    assert (camera.source, "u:p" in camera.sealed_login) == ("rtsp://192.0.2.7/stream", False)
    again = admin.post("/api/setup/camera", body, content_type="application/json")
    assert again.status_code == 422, "the name is taken"
    assert Camera.objects.count() == 1, "a refusal leaves nothing behind"


def test_a_test_alarm_is_marked_goes_the_real_way_and_says_whom_it_reached() -> None:
    gateway = GatewayFactory()
    manager = UserFactory(role="enterprise_manager", enterprise=gateway.enterprise)
    by = UserFactory(role="admin")
    point = signal_path.point_for_tests(actor=by, enterprise=gateway.enterprise)
    assert signal_path.point_for_tests(actor=by, enterprise=gateway.enterprise) == point, "one per enterprise"
    (config,) = build_snapshot(1).points
    assert [(limit.label, limit.set_point) for limit in config.limits] == [("H", 1.0)]
    assert signal_path.state(point, manager)["alarm_id"] is None
    take_in([raised(point, "H", value=1.0, set_point=1.0)])
    found = signal_path.state(point, manager)
    assert found["incident_id"] is not None
    assert found["is_person_told"]
    assert "测试信号" in Point.objects.get(pk=point.pk).alarms.get().title
    assert not signal_path.state(point, by)["is_person_told"]
