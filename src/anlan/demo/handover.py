"""What the seeding hands to the virtual plants and people, in one file for the owner's eyes only."""

import os
from pathlib import Path

import msgspec

from anlan.kit.settings import Settings

FILE = "handover.json"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One demo account."""

    username: str
    password: str
    name: str
    role: str
    role_name: str
    enterprise: int | None = None  # number of the planned enterprise
    town_code: str = ""


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What the cameras show and which points they feed.

    started_s: when what they show began, seconds since 1970. programme_s: length of the scored run that they show;
    None: a story without an end. scenes: ``"<camera code>/<behaviour>"`` → point id. cameras: code → point id of the
    camera's own state.
    """

    started_s: float = 0.0
    programme_s: float | None = None
    scenes: dict[str, int] = {}
    cameras: dict[str, int] = {}

    @property
    def point_ids(self) -> frozenset[int]:
        """Every point that a camera feeds."""
        return frozenset((*self.scenes.values(), *self.cameras.values()))


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """secrets: gateway code → secret. points: ``"<enterprise number>/<point key>"`` → point id."""

    seed: int
    accounts: list[Account] = []
    secrets: dict[str, str] = {}
    points: dict[str, int] = {}
    watched: Watched = Watched()
    config_version: int = 0  # the publication that the plants must wait for

    def point_id(self, enterprise: int, key: str) -> int:
        """Id of a planned point.

        Raises:
            KeyError: it was not seeded.
        """
        return self.points[f"{enterprise}/{key}"]

    def of_role(self, role: str) -> list[Account]:
        """Accounts of one role."""
        return [account for account in self.accounts if account.role == role]


def path_of(config: Settings) -> Path:
    """Where the handover lies."""
    return config.folder("demo") / FILE


def load(config: Settings) -> Handover | None:
    """The handover of an earlier seeding, or None."""
    path = path_of(config)
    return msgspec.json.decode(path.read_bytes(), type=Handover) if path.exists() else None


def save(config: Settings, handover: Handover) -> None:
    """Write it whole, readable by the owner only from the first byte on."""
    path = path_of(config)
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(handover)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
