"""Factories of records: a believable county, one row at a time."""

from tests.factories.accounts import UserFactory
from tests.factories.places import TownFactory
from tests.factories.sites import (
    CameraFactory,
    EnterpriseFactory,
    EquipmentFactory,
    GatewayFactory,
    HazardSourceFactory,
    PointFactory,
    WorkshopFactory,
    ZoneFactory,
)

__all__ = [
    "CameraFactory",
    "EnterpriseFactory",
    "EquipmentFactory",
    "GatewayFactory",
    "HazardSourceFactory",
    "PointFactory",
    "TownFactory",
    "UserFactory",
    "WorkshopFactory",
    "ZoneFactory",
]
