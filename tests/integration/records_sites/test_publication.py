"""What is published is what the rows say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.domain.rule_set import rules_for
from anlan.kit.settings import settings
from anlan.records.core.models import OutboxMessage
from anlan.records.sites.models import ConfigVersion, Point
from anlan.records.sites.publication import build_snapshot, config_published, config_request
from tests.factories import GatewayFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_snapshot_carries_rows_and_defaults_of_the_kind() -> None:
    point = PointFactory(scale=0.1, range_high=None, resolution=0)
    snapshot = build_snapshot(7)
    (config,) = snapshot.points
    assert (snapshot.version, config.id, config.enterprise_id, config.scale) == (
        7, point.pk, point.enterprise_id, 0.1,
    )  # fmt: skip
    assert config.over_range_is_high
    rules = rules_for("nh3_concentration")
    assert (config.range_high, config.resolution) == (rules.range_high, rules.resolution)
    assert (config.offline_after_s, config.stuck_after_s) == (rules.offline_after_s, rules.stuck_after_s)
    (gateway,) = snapshot.gateways
    assert (gateway.code, gateway.driver) == (point.gateway.code, "mqtt")


def test_a_point_in_another_unit_than_the_rule_sets_gets_no_limits() -> None:
    PointFactory(unit="mg/m3")
    (config,) = build_snapshot(1).points
    assert config.limits == []


def test_what_is_switched_off_or_closed_is_not_published() -> None:
    PointFactory(is_enabled=False)
    PointFactory(gateway__is_enabled=False)
    PointFactory(gateway__enterprise__is_active=False)
    snapshot = build_snapshot(1)
    assert (len(snapshot.points), len(snapshot.gateways)) == (0, 1)


def test_points_of_one_gateway_share_a_partition(monkeypatch) -> None:
    monkeypatch.setattr(settings(), "partitions", 4)
    for _ in range(5):
        gateway = GatewayFactory()
        PointFactory.create_batch(2, gateway=gateway)
    by_gateway: dict[int, set[int]] = {}
    for config in build_snapshot(1).points:
        by_gateway.setdefault(config.gateway_id, set()).add(config.partition)
    assert all(len(partitions) == 1 for partitions in by_gateway.values())
    assert len(set.union(*by_gateway.values())) == 4


def test_versions_rise_and_a_publication_settles_the_earlier_requests() -> None:
    user = UserFactory()
    first, second = (config_request(actor=user, reason=f"第{n}次") for n in (1, 2))
    assert second.pk > first.pk
    payloads = [row.payload for row in OutboxMessage.objects.filter(topic="config").order_by("id")]
    assert payloads == [{"version": first.pk}, {"version": second.pk}]
    config_published(version=second.pk, gateway_count=3, point_count=9)
    assert not ConfigVersion.objects.filter(published_at=None).exists()
    assert ConfigVersion.objects.get(pk=second.pk).point_count == 9


def test_a_snapshot_asks_as_often_for_two_thousand_points_as_for_twenty(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """650,000 points are one snapshot: what is asked row by row would take minutes."""
    gateway = GatewayFactory()
    fields = {"gateway": gateway, "enterprise": gateway.enterprise, "kind": "nh3_concentration", "unit": "ppm"}

    def add(numbers: range) -> None:
        Point.objects.bulk_create(Point(address=f"a{n}", name=f"测点{n}", **fields) for n in numbers)

    add(range(20))
    with CaptureQueriesContext(connection) as few:
        build_snapshot(1)
    add(range(20, 2_000))
    with django_assert_num_queries(len(few)):
        snapshot = build_snapshot(1)
    assert len(snapshot.points) == 2_000
