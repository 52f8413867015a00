"""Priority by design: how bad is it, and how long has somebody to act? The two together give red, orange, yellow, blue.

ISA-18.2 / IEC 62682 call this rationalisation. Both tables are data: ``priority_matrix.csv`` says which pair gives
which grade, ``alarm_designs.csv`` says what is known of each alarm. What has no design keeps the grade of its rule.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from anlan.domain.alarm_states import AlarmTraits
from anlan.domain.data_rows import rows_of
from anlan.domain.grades import Grade


class Consequence(StrEnum):
    """What happens when nobody acts, worst first."""

    FATAL = "fatal"
    SERIOUS = "serious"
    MINOR = "minor"
    ASSET = "asset"


CONSEQUENCES_ZH = {
    Consequence.FATAL: "可能致人死亡",
    Consequence.SERIOUS: "可能致人重伤",
    Consequence.MINOR: "可能致人轻伤",
    Consequence.ASSET: "影响设备或生产",
}


@dataclass(frozen=True, slots=True)
class AlarmDesign:
    """What was decided about one alarm of one kind, with where it comes from and how sure that is."""

    kind: str
    label: str
    consequence: Consequence
    respond_within_s: float
    traits: AlarmTraits
    source: str
    mark: str

    @property
    def grade(self) -> Grade:
        """What the matrix makes of consequence and time."""
        return grade_by(self.consequence, self.respond_within_s)


def grade_by(consequence: Consequence, respond_within_s: float) -> Grade:
    """The grade of a pair: the first row of the matrix whose time is not shorter than the one given.

    Raises:
        ValueError: the matrix has no such row; every consequence needs one whose time is ``inf``.
    """
    for row in _matrix():
        if row[0] == consequence and respond_within_s <= row[1]:
            return row[2]
    raise ValueError(f"priority_matrix.csv has no row for {consequence} within {respond_within_s:g} s: add one")


def design_of(kind: str, label: str) -> AlarmDesign | None:
    """The design of an alarm, or None when nobody made one."""
    return designs().get((kind, label))


@lru_cache(maxsize=1)
def designs() -> dict[tuple[str, str], AlarmDesign]:
    """All designs by kind and label."""
    return {(row["kind"], row["label"]): _design(row) for row in rows_of("alarm_designs")}


def _design(row: dict[str, str]) -> AlarmDesign:
    return AlarmDesign(
        kind=row["kind"],
        label=row["label"],
        consequence=Consequence(row["consequence"]),
        respond_within_s=float(row["respond_within_s"]),
        traits=AlarmTraits(latches=row["latches"] == "1", needs_confirm=row["needs_confirm"] == "1"),
        source=row["source"],
        mark=row["mark"],
    )


@lru_cache(maxsize=1)
def _matrix() -> list[tuple[Consequence, float, Grade]]:
    rows = rows_of("priority_matrix")
    return sorted((Consequence(r["consequence"]), float(r["respond_within_s"]), Grade(r["grade"])) for r in rows)
