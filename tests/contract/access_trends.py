"""Access rows of what is drawn beside curves."""

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from anlan.records.trends.models import CurveNote
from tests.contract.access import Place, Route, World

P = Permission
#: Only who wrote a note may take it back: the command's answer, not access.
STATE = frozenset({403, 409})


def note(world: World, place: Place) -> dict[str, object]:
    by = world.person("duty_officer", place)
    row, _ = CurveNote.objects.get_or_create(point=place.point, text="检修", defaults={"by": by, "at": clock.now()})
    return {"note_id": row.pk}


ROUTES = [
    Route("GET", "/api/curve-marks", P.SITE_VIEW, query=lambda w, p: {"points": p.point.pk, "from_ms": 0, "to_ms": 1}),
    Route("POST", "/api/curve-notes", P.INCIDENT_NOTE,
          body=lambda w, p: {"point_id": p.point.pk, "at_ms": 1_000, "text": "停机检修"}),
    Route("POST", "/api/curve-notes/{note_id}/withdraw", P.INCIDENT_NOTE, note, may_answer=STATE),
]  # fmt: skip
