"""From a stranger's first message to a registered point, in one step."""

from datetime import UTC, datetime

import pytest

from anlan.bus import messages
from anlan.domain.clock import to_ms
from anlan.records.accounts.choices import Role
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.sites import unknown
from anlan.records.sites.models import Gateway, Point, UnknownSource
from anlan.records.sites.publication import build_snapshot
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

SEEN_MS = to_ms(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


def sighting(address: str = "", code: str = "stranger", at_ms: int = SEEN_MS, **more: str) -> messages.UnknownSource:
    return messages.UnknownSource(
        driver="mqtt", gateway_code=code, address=address, sample='{"nh3": 12}', seen_at_ms=at_ms, **more
    )


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN)


def test_sightings_are_counted_and_told_once() -> None:
    for n in range(3):
        unknown.unknown_source_observe(sighting(at_ms=SEEN_MS + n * 1000))
    row = UnknownSource.objects.get()
    assert (row.count, row.state, row.sample) == (3, "new", '{"nh3": 12}')
    assert to_ms(row.last_seen_at) == SEEN_MS + 2000
    assert OutboxMessage.objects.filter(topic="unknown").count() == 1


def test_gateway_then_point_become_known_with_the_defaults_of_the_kind(admin) -> None:
    site, shop = EnterpriseFactory(), None
    shop = WorkshopFactory(enterprise=site)
    unknown.unknown_source_observe(sighting())
    unknown.unknown_source_observe(sighting("nh3", unit="ppm"))
    stranger, its_point = UnknownSource.objects.order_by("id")
    with pytest.raises(Conflict) as refusal:
        unknown.unknown_source_register(actor=admin, source=its_point, enterprise=site, kind="nh3_concentration")
    assert refusal.value.code == "gateway_first"
    gateway, secret = unknown.unknown_source_register(actor=admin, source=stranger, enterprise=site)
    assert isinstance(gateway, Gateway)
    assert secret
    point, _ = unknown.unknown_source_register(
        actor=admin, source=its_point, enterprise=site, workshop=shop, kind="nh3_concentration"
    )
    assert (point.name, point.unit, point.place) == ("氨气浓度", "ppm", shop.name)
    (config,) = build_snapshot(1).points
    assert [limit.label for limit in config.limits] == ["H", "HH", "HHH", "IDLH"]
    assert OutboxMessage.objects.filter(topic="config").count() == 2
    with pytest.raises(Conflict):
        unknown.unknown_source_register(actor=admin, source=stranger, enterprise=site)


def test_a_device_with_an_access_token_is_let_in_once_it_is_registered(admin) -> None:
    """One click must be enough: its code is made up by us, the device knows nothing but its token."""
    digest = "70536f6eb65fc711651ead13fa84365d476b9c087730ce27ffdf4e1296c8a17a"
    seen = messages.UnknownSource(
        driver="mqtt", gateway_code="token-70536f6eb65f", address="", sample=f"access_token_hash={digest}",
        seen_at_ms=SEEN_MS,
    )  # fmt: skip
    source = unknown.unknown_source_observe(seen)
    gateway, _ = unknown.unknown_source_register(actor=admin, source=source, enterprise=EnterpriseFactory())
    assert gateway.options["access_token_hash"] == digest


def test_what_cannot_be_read_is_shown_and_cannot_become_a_point(admin) -> None:
    gateway = GatewayFactory(code="stranger")
    source = unknown.unknown_source_observe(sighting("foo/bar", problem="unrecognised_topic"))
    with pytest.raises(Conflict) as refusal:
        unknown.unknown_source_register(
            actor=admin, source=source, enterprise=gateway.enterprise, kind="nh3_concentration"
        )
    assert refusal.value.code == "not_readable"
    assert not Point.objects.exists()


def test_a_message_older_than_the_registration_brings_nothing_back() -> None:
    point = PointFactory()
    assert unknown.unknown_source_observe(sighting(point.address, point.gateway.code)) is None
    assert unknown.unknown_source_observe(sighting("", point.gateway.code)) is None
    assert not UnknownSource.objects.exists()


def test_a_point_cannot_go_to_another_enterprise_than_its_gateway(admin) -> None:
    gateway = GatewayFactory(code="stranger")
    source = unknown.unknown_source_observe(sighting("nh3"))
    with pytest.raises(Invalid) as refusal:
        unknown.unknown_source_register(
            actor=admin, source=source, enterprise=EnterpriseFactory(), kind="nh3_concentration"
        )
    assert "enterprise_id" in refusal.value.fields
    assert not Point.objects.filter(gateway=gateway).exists()


def test_what_is_put_aside_stays_aside_and_says_why(admin) -> None:
    source = unknown.unknown_source_observe(sighting())
    with pytest.raises(Invalid):
        unknown.unknown_source_dismiss(actor=admin, source=source, reason="")
    unknown.unknown_source_dismiss(actor=admin, source=source, reason="施工单位临时设备")
    unknown.unknown_source_observe(sighting(at_ms=SEEN_MS + 60_000))
    row = UnknownSource.objects.get()
    assert (row.state, row.count, row.decided_by) == ("dismissed", 2, admin)


def test_a_flood_of_strangers_pushes_out_the_oldest(monkeypatch) -> None:
    monkeypatch.setattr(unknown, "KEPT_MAX", 3)
    for n in range(6):
        unknown.unknown_source_observe(sighting(code=f"s{n}", at_ms=SEEN_MS + n))
    assert sorted(UnknownSource.objects.values_list("gateway_code", flat=True)) == ["s3", "s4", "s5"]
