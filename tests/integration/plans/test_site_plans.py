"""Site plans: a picture that is only pixels, marks of this plant only, and nobody overwrites unseen work."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from tests.factories import CameraFactory, EnterpriseFactory, GatewayFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db


def client_of(role: Role, **bounds) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **bounds))
    return client


def picture(tail: bytes = b"") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return SimpleUploadedFile("plan.png", out.getvalue() + tail, "image/png")


def uploaded(client: Client, site, name: str = "总平面图", tail: bytes = b""):
    return client.post(f"/api/enterprises/{site.pk}/plans", {"file": picture(tail), "name": name})


def put(client: Client, plan: dict, *marks: dict, version: int | None = None):
    body = {"version": plan["version"] if version is None else version, "marks": list(marks)}
    return client.put(f"/api/plans/{plan['id']}/marks", body, content_type="application/json")


def test_a_plan_is_rebuilt_from_its_pixels_and_carries_its_marks() -> None:
    site = EnterpriseFactory()
    point, camera = (
        PointFactory(gateway=GatewayFactory(enterprise=site), enterprise=site),
        CameraFactory(enterprise=site),
    )
    client = client_of(Role.ENTERPRISE_MANAGER, enterprise=site)
    answer = uploaded(client, site, tail=b"<script>")
    assert answer.status_code == 201, answer.content
    plan = answer.json()
    assert (plan["width_px"], plan["height_px"]) == (400, 300)
    body = b"".join(client.get(plan["url"]).streaming_content)
    assert body[:2] == b"\xff\xd8"
    assert b"<script>" not in body
    told = put(client, plan, {"kind": "point", "target_id": point.pk, "x": 0.25, "y": 0.5},
               {"kind": "camera", "target_id": camera.pk, "x": 1, "y": 0}).json()  # fmt: skip
    assert [(m["kind"], m["name"], m["x"]) for m in told["marks"]] == [
        ("point", point.name, 0.25), ("camera", camera.name, 1.0)
    ]  # fmt: skip
    assert client.get(f"/api/enterprises/{site.pk}/plans").json() == [told]
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"site_plan.created", "site_plan.marked"}


def test_only_points_of_this_plant_can_be_placed_on_it_and_only_once() -> None:
    site = EnterpriseFactory()
    client = client_of(Role.DUTY_OFFICER)
    plan = uploaded(client, site).json()
    stranger = PointFactory(gateway=GatewayFactory())
    own = PointFactory(gateway=GatewayFactory(enterprise=site), enterprise=site)
    mark = {"kind": "point", "target_id": own.pk, "x": 0.1, "y": 0.1}
    assert put(client, plan, {**mark, "target_id": stranger.pk}).status_code == 422
    assert put(client, plan, mark, mark).status_code == 422
    assert put(client, plan, {**mark, "x": 1.2}).status_code == 422
    assert client.get(f"/api/enterprises/{site.pk}/plans").json()[0]["marks"] == []


def test_two_people_who_place_at_once_do_not_overwrite_each_other() -> None:
    site = EnterpriseFactory()
    client = client_of(Role.DUTY_OFFICER)
    plan = uploaded(client, site).json()
    assert put(client, plan).status_code == 200
    assert put(client, plan).status_code == 409


def test_what_is_no_picture_or_a_name_in_use_is_refused_with_what_to_do() -> None:
    site = EnterpriseFactory()
    client = client_of(Role.DUTY_OFFICER)
    file = SimpleUploadedFile("plan.svg", b"<svg/>", "image/svg+xml")
    assert client.post(f"/api/enterprises/{site.pk}/plans", {"file": file}).status_code == 422
    plan = uploaded(client, site).json()
    assert "name" in uploaded(client, site).json()["fields"]
    assert client.delete(f"/api/plans/{plan['id']}").status_code == 204
    assert client.get(plan["url"]).status_code == 404
    assert uploaded(client, site).status_code == 201


def test_a_neighbour_sees_no_plan() -> None:
    site = EnterpriseFactory()
    plan = uploaded(client_of(Role.DUTY_OFFICER), site).json()
    other = client_of(Role.ENTERPRISE_MANAGER, enterprise=EnterpriseFactory())
    assert other.get(plan["url"]).status_code == 404
    assert put(other, plan).status_code == 404
