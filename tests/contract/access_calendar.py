"""Access rows of the working calendar."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import SIGNED_IN, Place, Route, World

EDIT = Permission.CALENDAR_EDIT


def day(world: World, place: Place) -> dict[str, object]:
    return {"day": "2026-11-30"}


ROUTES = [
    Route("GET", "/api/calendar", SIGNED_IN, query=lambda w, p: {"year": 2026}),
    Route("PUT", "/api/calendar/days/{day}", EDIT, day, is_scoped=False,
          body=lambda w, p: {"is_working": False, "name": "停工", "source": "通告"}),
    # What nobody set cannot be taken back.
    Route("DELETE", "/api/calendar/days/{day}", EDIT, day, is_scoped=False, may_answer=frozenset({404})),
    Route("POST", "/api/calendar/years/{year}/check", EDIT, lambda w, p: {"year": 2026}, is_scoped=False,
          body=lambda w, p: {"source": "放假通知"}),
]  # fmt: skip
