"""Alarms that are called something else than "high": what a limit of a kind means, where its label says it badly.

``氨气浓度 高报（H）`` is what an engineer expects. A passage is not "blocked, high" and a camera's state is not "high":
these limits have names of their own in ``data/alarm_names.csv``, and packs may bring more. What is measured in
``score`` is how sure a camera is: its alarm is the suspicion itself, seen or not, and has the name of the kind.
"""

from functools import lru_cache
from typing import NamedTuple

from anlan.domain.data_rows import rows_of

#: The unit of how sure a camera is.
SUSPICION = "score"


class AlarmName(NamedTuple):
    """One name in both languages."""

    zh: str
    en: str


def alarm_name(kind: str, rule: str, label: str) -> AlarmName | None:
    """The name of a limit's alarm; None where kind and label say it well."""
    return _names().get((kind, label)) if rule == "limit" else None


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, str], AlarmName]:
    suspicions = (row for row in rows_of("kinds") if row["unit"] == SUSPICION)
    found = {(row["kind"], "H"): AlarmName(row["name_zh"], row["name_en"]) for row in suspicions}
    return found | {
        (row["kind"], row["label"]): AlarmName(row["name_zh"], row["name_en"]) for row in rows_of("alarm_names")
    }
