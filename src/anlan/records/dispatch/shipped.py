"""Version 1: the rules that ship with the platform, from data, with their sources."""

import csv
from functools import lru_cache
from pathlib import Path

from anlan.records.dispatch.policy import Rule, Step

DATA = Path(__file__).parent / "data"
NUMBER = 1
TITLE = "随平台提供的默认策略"


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The shipped rules, one per grade."""
    return tuple(_rule(row) for row in _read("dispatch_policy.csv"))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        grade=row["grade"],
        first=_targets(row["first_roles"]),
        inform=_targets(row["inform_roles"]),
        channel=row["channel"],
        steps=tuple(
            Step(int(s["level"]), float(s["after_s"]), _targets(s["roles"]), s["says"])
            for s in _read("escalation_steps.csv")
            if s["grade"] == row["grade"]
        ),
        source=row["source"],
        mark=row["mark"],
        note=row["note"],
        accept_within_s=float(row["accept_within_s"]),
        handle_within_s=float(row["handle_within_s"]),
        verify_within_s=float(row["verify_within_s"]),
        repeat_every_s=float(row["repeat_every_s"]),
        night_factor=float(row["night_factor"]),
    )


def _targets(cell: str) -> tuple[str, ...]:
    return tuple(target for target in cell.split("|") if target)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
