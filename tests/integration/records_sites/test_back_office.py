"""The administrator keeps the county's master data in the back office: typed into its own pages, audited, published."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from anlan.records.audit.models import AuditEntry
from anlan.records.places.models import Town
from anlan.records.sites.models import (
    Camera,
    ConfigVersion,
    Enterprise,
    Equipment,
    Gateway,
    GroupRule,
    HazardSource,
    Point,
    Workshop,
    Zone,
)
from anlan.records.sites.publication import build_snapshot
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory
from tests.factories.accounts import PASSWORD
from tests.factories.sites import made_up_uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    """The administrator, signed in on the console's own door: the back office has no other."""
    user = UserFactory(role="admin")
    answer = client.post(
        "/api/session", {"username": user.username, "password": PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return client


def page_of(model: type[Model], row: Model | None = None) -> str:
    name = f"admin:sites_{model._meta.model_name}" if model is not Town else "admin:places_town"
    return reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_add")


def typed(page: Any) -> dict[str, Any]:
    """What the page's form would send back untouched."""
    fields: dict[str, Any] = {}
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for box in form:
            value = box.value()
            if value is not None and value is not False:
                fields[box.html_name] = value
    split = {name: value for name, value in fields.items() if hasattr(value, "isoformat")}
    for name, at in split.items():
        fields |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}
    return {name: value for name, value in fields.items() if name not in split}


def send(office: Client, url: str, **changed: Any) -> Any:
    page = office.get(url)
    assert page.status_code == 200, url
    return office.post(url, {**typed(page), **changed})


def add(office: Client, model: Any, **fields: Any) -> Any:
    answer = send(office, page_of(model), **fields)
    assert answer.status_code == 302, dict(answer.context["adminform"].form.errors)
    return model._default_manager.latest("pk")


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, "it was saved"
    return dict(answer.context["adminform"].form.errors)


def test_a_plant_is_entered_and_changed_from_its_town_to_its_last_point(office: Client) -> None:
    town = add(office, Town, code="330300900", name="示例镇", kind="town", lon=120.6, lat=27.8, confidence="U")
    site = add(
        office,
        Enterprise,
        uscc=made_up_uscc(77),
        name="后台冷链有限公司",
        sector="1361",
        town=town.pk,
        lon=120.6,
        lat=27.8,
    )
    shop = add(office, Workshop, enterprise=site.pk, name="氨机房", **zone_row("氨泵区"))
    (zone,) = Zone.objects.all()
    source = add(office, HazardSource, enterprise=site.pk, workshop=shop.pk, name="储氨器", kind="ammonia", amount_t=8)
    machine = add(office, Equipment, enterprise=site.pk, workshop=shop.pk, name="1号压缩机")
    gateway = add(office, Gateway, enterprise=site.pk, code="back-office-1", driver="mqtt", options="{}")
    point = add(
        office, Point, enterprise=site.pk, gateway=gateway.pk, address="nh3", name="1号氨气", kind="nh3_concentration",
        unit="ppm", workshop=shop.pk, zone=zone.pk, hazard_source=source.pk, equipment=machine.pk,
    )  # fmt: skip
    camera = add(office, Camera, enterprise=site.pk, workshop=shop.pk, name="机房东北角", source="rtsp://camera.test/1")

    (published,) = build_snapshot(1).points
    assert (published.id, [limit.label for limit in published.limits]) == (point.pk, ["H", "HH", "HHH", "IDLH"])
    for row, change in [
        (town, {"name": "示例街道"}), (site, {"address": "新路 2 号"}), (shop, {"name": "新氨机房"}),
        (source, {"amount_t": 9.5}), (machine, {"model_no": "X-2"}), (gateway, {"name": "东侧"}),
        (point, {"name": "东墙氨气"}), (camera, {"name": "机房西南角"}),
    ]:  # fmt: skip
        assert send(office, page_of(type(row), row), **change).status_code == 302, row
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in change} == change
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    names = ["town", "enterprise", "workshop", "hazardsource", "equipment", "gateway", "point", "camera"]
    assert {f"{name}.{verb}" for name in names for verb in ("created", "changed")} <= actions
    assert ConfigVersion.objects.count() == 6, "gateway, point and camera, added and changed"


def zone_row(name: str) -> dict[str, Any]:
    return {"zones-TOTAL_FORMS": 1, "zones-0-name": name}


def test_what_alters_or_stops_the_readings_of_a_point_asks_why(office: Client) -> None:
    point = PointFactory()
    for change in ({"scale": 2}, {"kind": "people_count"}, {"is_enabled": ""}):
        assert errors(send(office, page_of(Point, point), **change)).keys() == {"reason"}
    assert send(office, page_of(Point, point), scale=2, reason="更换变送器").status_code == 302
    point.refresh_from_db()
    assert point.scale == 2
    assert AuditEntry.objects.filter(action="point.changed").latest("pk").reason == "更换变送器"


def test_a_point_stays_with_the_enterprise_of_its_gateway(office: Client) -> None:
    gateway, other = GatewayFactory(), EnterpriseFactory()
    fields = {"gateway": gateway.pk, "address": "nh3", "name": "氨气", "kind": "nh3_concentration", "unit": "ppm"}
    assert errors(send(office, page_of(Point), enterprise=other.pk, **fields)).keys() == {"enterprise"}


def test_a_wrong_credit_code_is_refused(office: Client) -> None:
    wrong = made_up_uscc(78)[:-1] + "?"
    assert "uscc" in errors(
        send(office, page_of(Enterprise), uscc=wrong, name="某公司", sector="1361", lon=120, lat=27)
    )


def test_rules_over_several_points_can_only_be_looked_at(office: Client) -> None:
    point = PointFactory()
    pair = [point.pk, PointFactory(gateway=point.gateway, enterprise=point.enterprise).pk]
    given = {"rule": "deviation", "label": "DEV", "grade": "yellow", "settings": {"allowed": 5}, "name": "一致"}
    rule = GroupRule.objects.create(enterprise=point.enterprise, points=pair, **given)
    assert office.get(page_of(GroupRule, rule)).status_code == 200
    assert office.post(page_of(GroupRule, rule), {"name": "改", "is_enabled": ""}).status_code == 403
    assert office.get(page_of(GroupRule)).status_code == 403


@pytest.mark.parametrize("role", ["duty_officer", "leader", "enterprise_owner"])
def test_nobody_else_gets_in(client: Client, role: str) -> None:
    client.force_login(UserFactory(role=role))
    assert client.get(page_of(Enterprise)).status_code == 302
