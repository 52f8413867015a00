"""What SQL holds after a run, read with a plain driver and judged by rules written out here, not by the platform."""

import contextlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import psycopg.types.string
from bench.county import Size

from anlan.kit.settings import Settings

EQUIPMENT = {"offline", "fault", "stuck"}


@dataclass(frozen=True)
class AlarmRow:
    """One alarm as SQL has it; instants as SQLite keeps them."""

    pk: int
    alarm_id: str
    point: int
    rule: str
    label: str
    grade: str
    is_active: bool
    is_late: bool
    value: float | None
    set_point: float | None
    incident: int | None


@dataclass(frozen=True)
class IncidentRow:
    """One work order and the alarms that its timeline says came to it."""

    pk: int
    group: str
    is_open: bool
    opened_at: str
    closed_at: str | None
    alarms: tuple[int, ...]
    openings: int


class Ledger:
    """Everything read once."""

    def __init__(self, config: Settings) -> None:
        with _database(config) as database:
            self.applied = [r[0] for r in database.execute("select transition_id from alarm_log_appliedtransition")]
            self.alarms = [
                AlarmRow(*row)
                for row in database.execute(
                    "select id, alarm_id, source_point_id, rule, label, grade, is_active, is_late, value, set_point,"
                    " incident_id from alarm_log_alarm"
                )
            ]
            self.incidents = _incidents(database)
            self.check = "ok"
            if not config.database_url:
                self.check = database.execute("pragma integrity_check").fetchone()[0]

    def incident_faults(self, size: Size) -> list[str]:
        """Work orders lost, doubled, empty, wrongly grouped, or two open at once for one place."""
        faults = [f"alarm {a.alarm_id} has no work order" for a in self.alarms if a.incident is None and not a.is_late]
        groups = {incident.pk: incident.group for incident in self.incidents}
        faults += [
            f"alarm {a.alarm_id} is with {groups.get(a.incident)}, belongs to {group_of(a, size)}"
            for a in self.alarms
            if a.incident is not None and groups.get(a.incident) != group_of(a, size)
        ]
        used = {a.incident for a in self.alarms}
        faults += [f"work order {i.pk} has no alarm" for i in self.incidents if i.pk not in used]
        faults += [f"work order {i.pk} opened {i.openings} times" for i in self.incidents if i.openings != 1]
        joined = Counter(pk for incident in self.incidents for pk in incident.alarms)
        faults += [f"alarm {pk} joined {n} times" for pk, n in joined.items() if n > 1]
        return faults + _overlaps(self.incidents)


def group_of(alarm: AlarmRow, size: Size) -> str:
    """Trouble of an instrument belongs to its gateway, everything else to its enterprise's place."""
    enterprise = (alarm.point - 1) // size.points
    if alarm.rule in EQUIPMENT:
        return f"gateway.{enterprise // size.enterprises_per_gateway + 1}"
    return f"place.{enterprise + 1}.0"


@contextlib.contextmanager
def _database(config: Settings) -> Iterator[Any]:
    """The records' database, whichever it is; instants and JSON come as text from both."""
    if not config.database_url:
        with contextlib.closing(sqlite3.connect(config.data / "anlan.sqlite3")) as sqlite:
            yield sqlite
        return
    with psycopg.connect(config.database_url) as postgres:
        for kind in ("timestamptz", "jsonb"):
            postgres.adapters.register_loader(kind, psycopg.types.string.TextLoader)
        yield postgres


def _incidents(database: Any) -> list[IncidentRow]:
    came: dict[int, list[int]] = defaultdict(list)
    openings: Counter[int] = Counter()
    for incident, kind, data in database.execute(
        "select incident_id, kind, data from incidents_incidententry where kind in ('opened', 'joined')"
    ):
        came[incident] += json.loads(data).get("alarms", [])
        openings[incident] += kind == "opened"
    rows = database.execute("select id, group_key, is_open, opened_at, closed_at from incidents_incident")
    return [IncidentRow(*row, tuple(came[row[0]]), openings[row[0]]) for row in rows]


def _overlaps(incidents: list[IncidentRow]) -> list[str]:
    faults, last = [], {}
    for incident in sorted(incidents, key=lambda i: (i.opened_at, i.pk)):
        before = last.get(incident.group)
        if before is not None and (before.is_open or (before.closed_at or "") > incident.opened_at):
            faults.append(f"{incident.group}: {incident.pk} opened while {before.pk} was open")
        last[incident.group] = incident
    return faults
