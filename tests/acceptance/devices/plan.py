"""The gateways of the device tests and their points: what is seeded, and what the tests send."""

import csv
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

SECRET = "device-secret-0123456789"
#: Variable that says where the Modbus device of the tests listens.
MODBUS_PORT = "TEST_MODBUS_PORT"
TOKEN = "A1B2C3D4E5F6G7H8J9K0"
OWN_FRAMES = Path(__file__).parents[2] / "recordings" / "drivers" / "hj212" / "frames.csv"
HANDBOOK_FRAMES = Path(__file__).parents[4] / "shared" / "handbook" / "data" / "hj212_frames.csv"
_RTD = re.compile(r"([0-9A-Za-z]+)-(Rtd|Avg|Min|Max)=")


@dataclass
class Wanted:
    """One gateway. ``gas``: addresses of ammonia points with limits; ``plain``: points without any."""

    code: str
    driver: str
    gas: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    secret: str = SECRET


@dataclass(frozen=True)
class Frame:
    """One row of a table of frames."""

    id: str
    text: str
    is_valid: bool
    why: str

    def field(self, name: str) -> str:
        """A header field, empty when it is not there."""
        found = re.search(rf"(?:^##[0-9]{{4}}|;){name}=([^;]*)", self.text)
        return found[1] if found else ""

    @property
    def addresses(self) -> list[str]:
        """What its values are called as points."""
        return [code if kind == "Rtd" else f"{code}-{kind}" for code, kind in _RTD.findall(self.text)]


def frames(table: Path) -> list[Frame]:
    """All rows of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return [Frame(r["id"], r["frame"], r["valid"] == "true", r["why"]) for r in csv.DictReader(file)]


def stations() -> list[Wanted]:
    """A gateway for every MN in the tables, with every point that a frame names."""
    found: dict[str, Wanted] = {}
    tables = [OWN_FRAMES, *([HANDBOOK_FRAMES] if HANDBOOK_FRAMES.exists() else [])]
    for frame in [frame for table in tables for frame in frames(table)]:
        code, password = frame.field("MN"), frame.field("PW")
        options = {"allow_default_password": "true", "frames_per_s": "1000"}
        station = found.setdefault(code, Wanted(code, "hj212", options=options, secret=password))
        station.plain += [name for name in frame.addresses if name not in station.plain]
    return list(found.values())


def wanted() -> list[Wanted]:
    """Every gateway of the tests."""
    import hashlib

    device = {"host": "127.0.0.1", "port": os.environ.get(MODBUS_PORT, "5020"), "period_s": "0.5"}
    token = {"access_token_hash": hashlib.sha256(TOKEN.encode()).hexdigest()}
    return [
        Wanted("MQ-1", "mqtt", gas=[f"nh3-{n}" for n in range(8)]),
        Wanted("TB-1", "mqtt", gas=["nh3", "nh3-howto", "Cold room 1/nh3"], options=token),
        Wanted("HT-1", "http", gas=["nh3-json", "nh3-csv", "nh3-howto"]),
        Wanted("330381000000000000000099", "hj212", gas=["a21001", "a21001-tls", "a21002"]),
        Wanted("MB-1", "modbus", gas=["40001", "40003:f32", "40009"], options=device),
        Wanted("MQ-DOC", "mqtt", gas=["nh3"]),
        Wanted("330381000000000000000088", "hj212", gas=["a21001"], secret="k9P2x7"),
        *stations(),
    ]
