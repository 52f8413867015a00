"""Which sentence an alarm is spoken with: what an administrator wrote, or the ones that come with the platform."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.names import kind_name
from anlan.records.incidents.models import Incident
from anlan.records.loudspeakers.choices import GRADE_WORDS
from anlan.records.loudspeakers.models import Sentence
from anlan.records.sites.models import Enterprise

#: What a sentence may name.
PARTS = ("enterprise", "place", "kind", "grade")
_DATA = Path(__file__).parent / "data" / "sentences.csv"


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said; ``sentence_id`` names the row whose recording is said instead of the text."""

    text: str
    sentence_id: int | None = None


def saying_for(*, enterprise: Enterprise | None, place: str, kind: str, grade: str) -> Saying:
    """The closest sentence: of kind and grade, of the kind, of the grade, of all."""
    rows = {(row.kind, row.grade): row for row in Sentence.objects.defer("recording").filter(kind__in=(kind, ""))}
    parts = {
        "enterprise": (enterprise.short_name or enterprise.name) if enterprise else "", "place": place,
        "kind": kind_name(kind), "grade": GRADE_WORDS.get(grade, ""),
    }  # fmt: skip
    for wanted in ((kind, grade), (kind, ""), ("", grade), ("", "")):
        if row := rows.get(wanted):
            return Saying(filled(row.text, parts), row.pk if row.recording_s else None)
        if text := shipped().get(wanted):
            return Saying(filled(text, parts))
    raise AssertionError("data/sentences.csv has no sentence for everything")


def saying_of_alarm(alarm: Alarm) -> Saying:
    """What is said of an alarm."""
    return saying_for(enterprise=alarm.enterprise, place=alarm.place, kind=alarm.kind, grade=alarm.grade)


def saying_of_incident(incident: Incident) -> Saying:
    """What is said of a work order: of its first alarm, at the grade it has now."""
    first = Alarm.objects.filter(incident_id=incident.pk).order_by("id").first()
    place, kind = (first.place, first.kind) if first else ("", "")
    return saying_for(enterprise=incident.enterprise, place=place, kind=kind, grade=incident.grade)


@lru_cache(maxsize=1)
def shipped() -> dict[tuple[str, str], str]:
    """Sentences that come with the platform, by kind and grade."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["grade"]): row["text"] for row in csv.DictReader(file)}


def filled(text: str, parts: dict[str, str]) -> str:
    """The sentence with its names; what is not one of :data:`PARTS` stays as it was written."""
    for name in PARTS:
        text = text.replace("{" + name + "}", parts[name])
    return text[:300]
