"""Commands on gateways and points: audited, published, and asking for reasons."""

from datetime import UTC, datetime, timedelta

import pytest

from anlan.bus.messages import GatewayEvent
from anlan.domain.clock import ManualClock, to_ms
from anlan.records.accounts.choices import Role
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.core.models import OutboxMessage
from anlan.records.sites.models import Enterprise, Gateway, PointOverride
from anlan.records.sites.publication import build_snapshot
from anlan.records.sites.secrets import secret_hash
from anlan.records.sites.services.enterprises import enterprise_create, enterprise_update
from anlan.records.sites.services.gateways import gateway_create, gateway_event_apply, gateway_secret_renew
from anlan.records.sites.services.limits import overrides_expire, point_limits_reset, point_limits_set
from anlan.records.sites.services.points import point_update
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LIMIT = {"label": "H", "direction": 1, "set_point": 40.0, "grade": "yellow"}


@pytest.fixture(autouse=True)
def manual_clock():
    with clock.use_clock(ManualClock(START)) as manual:
        yield manual


@pytest.fixture
def admin():
    return UserFactory(role=Role.ADMIN)


def published() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(topic="config", kind="publish"))


def limits_of(point) -> list[float]:
    (config,) = [one for one in build_snapshot(1).points if one.id == point.pk]
    return [limit.set_point for limit in config.limits]


def test_a_wrong_credit_code_is_refused_with_what_is_wrong(admin) -> None:
    fields = {"name": "示例", "sector": "1361", "town": TownFactory(), "lon": 120.6, "lat": 27.8}
    with pytest.raises(Invalid) as refusal:
        enterprise_create(actor=admin, uscc="91330100799655058A", **fields)
    assert "校验位" in refusal.value.fields["uscc"]
    assert enterprise_create(actor=admin, uscc="91350100M000100Y43", **fields).pk


def test_changes_of_an_enterprise_are_noted_with_old_and_new(admin) -> None:
    site = EnterpriseFactory(risk_level="orange")
    enterprise_update(actor=admin, enterprise=site, risk_level="red", reason="复评")
    enterprise_update(actor=admin, enterprise=site, risk_level="red")
    (entry,) = AuditEntry.objects.filter(action="enterprise.changed")
    assert (entry.changes, entry.reason) == ({"risk_level": ["orange", "red"]}, "复评")


def test_secret_of_a_gateway_is_shown_once_and_kept_as_a_salted_hash(admin) -> None:
    from anlan.gateway.driver import secret_matches

    gateway, secret = gateway_create(actor=admin, enterprise=EnterpriseFactory(), code="g1", driver="mqtt")
    assert len(secret) >= 22
    assert secret_matches(gateway.secret_hash, secret)
    assert secret_hash(secret) != gateway.secret_hash, "salted"
    again = gateway_secret_renew(actor=admin, gateway=gateway)
    assert not secret_matches(Gateway.objects.get().secret_hash, secret)
    assert secret not in str(list(AuditEntry.objects.values())) + str(list(OutboxMessage.objects.values()))
    assert again != secret
    assert len(published()) == 2


def test_a_gateway_code_is_taken_once_per_driver(admin) -> None:
    gateway = GatewayFactory()
    with pytest.raises(Invalid):
        gateway_create(actor=admin, enterprise=gateway.enterprise, code=gateway.code, driver="mqtt")


def event(gateway: Gateway, kind: str, after_s: float = 0) -> GatewayEvent:
    at = to_ms(START + timedelta(seconds=after_s))
    return GatewayEvent(gateway_id=gateway.pk, gateway_code=gateway.code, driver="mqtt", kind=kind, at_ms=at)


def test_silence_is_news_once_and_the_return_as_well() -> None:
    gateway = GatewayFactory()
    told = [gateway_event_apply(event(gateway, kind, n)) for n, kind in enumerate(
        ["online", "online", "offline", "offline", "online", "refused"]
    )]  # fmt: skip
    assert told == [True, False, True, False, True, False]
    assert list(OutboxMessage.objects.filter(topic="gateway").order_by("id").values_list("kind", flat=True)) == [
        "online",
        "offline",
        "online",
    ]
    payload = OutboxMessage.objects.filter(topic="gateway").first().payload
    assert payload["enterprise_id"] == gateway.enterprise_id
    assert payload["town_code"] == gateway.enterprise.town_code


def test_the_last_refusal_is_kept_until_the_gateway_comes_again() -> None:
    gateway = GatewayFactory()
    gateway_event_apply(event(gateway, "refused", 3))
    gateway.refresh_from_db()
    assert gateway.refused_reason == event(gateway, "refused", 3).reason
    assert gateway.refused_at is not None
    assert not gateway.is_online
    gateway_event_apply(event(gateway, "online", 5))
    gateway.refresh_from_db()
    assert (gateway.refused_at, gateway.refused_reason) == (None, "")


def test_news_overtaken_on_the_bus_does_not_undo_newer_news() -> None:
    gateway = GatewayFactory()
    gateway_event_apply(event(gateway, "online", 10))
    assert not gateway_event_apply(event(gateway, "offline", 5))
    assert Gateway.objects.get().is_online


def test_set_points_ask_for_a_reason_and_keep_what_was_before(admin) -> None:
    point = PointFactory()
    assert limits_of(point) == [28.0, 56.0, 100.0, 300.0], "defaults of the kind"
    with pytest.raises(Invalid) as refusal:
        point_limits_set(actor=admin, point=point, limits=[LIMIT], reason=" ")
    assert "reason" in refusal.value.fields
    point_limits_set(actor=admin, point=point, limits=[LIMIT], reason="机房惯常浓度较高")
    point_limits_set(actor=admin, point=point, limits=[{**LIMIT, "set_point": 35.0}], reason="复核后收紧")
    assert limits_of(point) == [35.0]
    entry = AuditEntry.objects.filter(action="point.limits_changed").first()
    assert [side[0]["set_point"] for side in entry.changes["limits"]] == [40.0, 35.0]
    assert PointOverride.objects.count() == 2
    point_limits_reset(actor=admin, point=point, reason="恢复默认")
    assert limits_of(point) == [28.0, 56.0, 100.0, 300.0]
    with pytest.raises(Conflict):
        point_limits_reset(actor=admin, point=point, reason="恢复默认")


def test_an_override_ends_at_its_time_even_before_the_worker_says_so(admin, manual_clock) -> None:
    point = PointFactory()
    until = START + timedelta(hours=8)
    point_limits_set(actor=admin, point=point, limits=[LIMIT], reason="检修", expires_at=until)
    manual_clock.advance(8 * 3600)
    assert limits_of(point)[0] == 28.0
    before = len(published())
    assert overrides_expire() == 1
    assert overrides_expire() == 0
    assert len(published()) == before + 1
    assert AuditEntry.objects.filter(action="point.limits_expired").count() == 1


@pytest.mark.parametrize(
    "limits",
    [
        [{**LIMIT, "label": str(n)} for n in range(5)],
        [LIMIT, LIMIT],
        [{**LIMIT, "grade": "purple"}],
        [{**LIMIT, "direction": 0}],
        [{**LIMIT, "deadband": -1.0}],
        [{"label": "H"}],
    ],
)
def test_impossible_limits_are_refused(admin, limits) -> None:
    with pytest.raises(Invalid) as refusal:
        point_limits_set(actor=admin, point=PointFactory(), limits=limits, reason="测试理由")
    assert "limits" in refusal.value.fields


@pytest.mark.parametrize("timings", [{"stuck_after_s": 0.0}, {"made_up_s": 5.0}])
def test_impossible_timings_are_refused(admin, timings) -> None:
    with pytest.raises(Invalid):
        point_limits_set(actor=admin, point=PointFactory(), timings=timings, reason="测试理由")


def test_an_end_in_the_past_is_refused(admin) -> None:
    with pytest.raises(Invalid):
        point_limits_set(actor=admin, point=PointFactory(), limits=[LIMIT], reason="测试", expires_at=START)


def test_switching_a_point_off_asks_for_a_reason(admin) -> None:
    point = PointFactory()
    with pytest.raises(Invalid):
        point_update(actor=admin, point=point, is_enabled=False)
    point_update(actor=admin, point=point, is_enabled=False, reason="探测器送检")
    assert build_snapshot(1).points == []


def test_renaming_a_point_needs_no_reason(admin) -> None:
    point_update(actor=admin, point=PointFactory(), name="新名称")
    assert Enterprise.objects.count() == 1


def test_the_secret_of_a_logger_fits_its_form(admin) -> None:
    """HJ 212 has room for six characters; a longer one could not be typed into the device at all."""
    gateway, secret = gateway_create(
        actor=admin, enterprise=EnterpriseFactory(), code="330381000000000000000009", driver="hj212"
    )
    assert len(secret) == 6
    assert secret.isalnum()
    assert len(gateway_secret_renew(actor=admin, gateway=gateway)) == 6
    assert len(gateway_create(actor=admin, enterprise=gateway.enterprise, code="G", driver="mqtt")[1]) > 20
