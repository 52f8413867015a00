"""Enterprises, what stands in them, and what watches them."""

from anlan.records.sites.models.cameras import Camera, Scene, no_login, text_options
from anlan.records.sites.models.plants import (
    USCC_PROBLEMS,
    Contact,
    Enterprise,
    Equipment,
    HazardSource,
    Workshop,
    Zone,
    validate_uscc,
)
from anlan.records.sites.models.points import (
    ConfigVersion,
    Gateway,
    GroupRule,
    KindSettings,
    Point,
    PointOverride,
    UnknownSource,
)
from anlan.records.sites.models.superiors import CameraShare, Superior

__all__ = [
    "USCC_PROBLEMS",
    "Camera",
    "CameraShare",
    "ConfigVersion",
    "Contact",
    "Enterprise",
    "Equipment",
    "Gateway",
    "GroupRule",
    "HazardSource",
    "KindSettings",
    "Point",
    "PointOverride",
    "Scene",
    "Superior",
    "UnknownSource",
    "Workshop",
    "Zone",
    "no_login",
    "text_options",
    "validate_uscc",
]
