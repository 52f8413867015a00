"""The county in a box as data: who there is, what is measured, and which protocol it speaks.

Pure and seeded: the same seed gives the same plan, to the last address. Every name in it is made up and looks
made up. Totals follow the seed figures of the county: 10 enterprises, 50 key devices, 188 signals.
"""

from dataclasses import dataclass
from typing import Literal

from anlan.domain.grades import Grade

Sector = Literal["ammonia", "dust_wet", "dust_dry"]
Dialect = Literal["anlan_mqtt", "thingsboard_gateway", "hj212", "http"]

#: Driver (folder name) that understands each dialect.
DRIVERS: dict[Dialect, str] = {
    "anlan_mqtt": "mqtt",
    "thingsboard_gateway": "mqtt",
    "hj212": "hj212",
    "http": "http",
}


@dataclass(frozen=True, slots=True)
class SiteLimit:
    """A limit that the plant's own papers fix, where the shipped rule set says "site value"."""

    label: str
    direction: Literal[1, -1]
    set_point: float
    grade: Grade
    deadband: float
    on_delay_s: float
    off_delay_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """One signal. ``key`` is unique in its enterprise, ``address`` in its gateway."""

    key: str
    address: str
    gateway_code: str
    device_code: str
    zone: str
    name: str
    kind: str
    unit: str
    resolution: float
    range_low: float
    range_high: float
    site_limits: tuple[SiteLimit, ...] = ()
    stuck_after_s: float | None = None  # only where the demo lets a sensor freeze


@dataclass(frozen=True, slots=True)
class PlannedDevice:
    """One key device 关键设备."""

    code: str
    name: str
    kind: str
    workshop: str
    zone: str


@dataclass(frozen=True, slots=True)
class PlannedZone:
    """A room or area of a workshop."""

    name: str
    workshop: str


@dataclass(frozen=True, slots=True)
class PlannedGateway:
    """A field gateway or data logger; its secret is made by the platform, never here."""

    code: str
    name: str
    dialect: Dialect
    offline_after_s: float = 30.0

    @property
    def driver(self) -> str:
        """Folder name of the driver that it talks to."""
        return DRIVERS[self.dialect]


@dataclass(frozen=True, slots=True)
class PlannedCamera:
    """A camera as a record; `pictures.county` says what it sees."""

    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class PlannedEnterprise:
    """One made-up plant."""

    number: int
    uscc: str
    name: str
    short_name: str
    sector: Sector
    industry_code: str
    industry_name: str
    risk_level: Grade
    town_code: str
    town_name: str
    address: str
    lon: float
    lat: float
    dialect: Dialect
    send_every_s: int
    zones: tuple[PlannedZone, ...]
    devices: tuple[PlannedDevice, ...]
    gateways: tuple[PlannedGateway, ...]
    points: tuple[PlannedPoint, ...]
    cameras: tuple[PlannedCamera, ...]

    @property
    def workshops(self) -> tuple[str, ...]:
        """Names of its workshops, in order."""
        return tuple(dict.fromkeys(zone.workshop for zone in self.zones))


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """An account of the demo. ``enterprise``: number of a planned enterprise. ``field``: of a committee's office."""

    username: str
    name: str
    role: str
    enterprise: int | None = None
    town_code: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the demo is made of."""

    seed: int
    enterprises: tuple[PlannedEnterprise, ...]
    people: tuple[PlannedPerson, ...]

    @property
    def points(self) -> tuple[PlannedPoint, ...]:
        """All signals of the county."""
        return tuple(point for enterprise in self.enterprises for point in enterprise.points)

    @property
    def devices(self) -> tuple[PlannedDevice, ...]:
        """All key devices of the county."""
        return tuple(device for enterprise in self.enterprises for device in enterprise.devices)

    def enterprise(self, number: int) -> PlannedEnterprise:
        """The enterprise of that number (1–10).

        Raises:
            KeyError: there is none.
        """
        for enterprise in self.enterprises:
            if enterprise.number == number:
                return enterprise
        raise KeyError(f"no planned enterprise {number}; there are {len(self.enterprises)}")
