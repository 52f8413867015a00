"""Enterprises and what stands in them."""

import factory
from factory.django import DjangoModelFactory

from anlan.domain.uscc import check_character
from anlan.records.sites.models import (
    Camera,
    Enterprise,
    Equipment,
    Gateway,
    HazardSource,
    Point,
    Workshop,
    Zone,
)
from tests.factories.places import TownFactory


def made_up_uscc(n: int) -> str:
    """A valid code of an organisation that does not exist."""
    first = f"91339900TEST{n:05d}".replace("S", "5")
    return first + check_character(first)


class EnterpriseFactory(DjangoModelFactory[Enterprise]):
    """A cold store."""

    class Meta:
        model = Enterprise

    uscc = factory.Sequence(made_up_uscc)
    name = factory.Sequence(lambda n: f"示例冷链{n}有限公司")
    short_name = factory.Sequence(lambda n: f"示例冷链{n}")
    sector = "1361"
    sector_name = "水产品冷冻加工"
    risk_level = "orange"
    town = factory.SubFactory(TownFactory)
    address = "示例路 1 号"
    lon = 120.66
    lat = 27.79


class WorkshopFactory(DjangoModelFactory[Workshop]):
    """An ammonia machine room."""

    class Meta:
        model = Workshop

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"{n}号氨机房")


class ZoneFactory(DjangoModelFactory[Zone]):
    """A corner of a workshop."""

    class Meta:
        model = Zone

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"{n}区")


class EquipmentFactory(DjangoModelFactory[Equipment]):
    """A high-pressure receiver."""

    class Meta:
        model = Equipment

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"{n}号储氨器")
    kind = "储氨器"


class HazardSourceFactory(DjangoModelFactory[HazardSource]):
    """Ammonia in a refrigeration plant."""

    class Meta:
        model = HazardSource

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"{n}号液氨系统")
    kind = "ammonia"


class GatewayFactory(DjangoModelFactory[Gateway]):
    """An MQTT gateway."""

    class Meta:
        model = Gateway

    enterprise = factory.SubFactory(EnterpriseFactory)
    code = factory.Sequence(lambda n: f"gw-{n:04d}")
    driver = "mqtt"


class PointFactory(DjangoModelFactory[Point]):
    """An ammonia detector."""

    class Meta:
        model = Point

    gateway = factory.SubFactory(GatewayFactory)
    enterprise = factory.SelfAttribute("gateway.enterprise")
    address = factory.Sequence(lambda n: f"nh3_{n}")
    name = factory.Sequence(lambda n: f"{n}号氨气探测器")
    kind = "nh3_concentration"
    unit = "ppm"
    range_low = 0.0
    range_high = 500.0


class CameraFactory(DjangoModelFactory[Camera]):
    """A camera over a machine room door."""

    class Meta:
        model = Camera

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"{n}号摄像机")
