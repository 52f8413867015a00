"""What virtual people leave to visitors, and for how long."""

from datetime import UTC, datetime
from typing import Any

from anlan.demo.people import LEFT_S, WATCHER, Person, Tally
from anlan.domain.clock import ManualClock


class Desk:
    """The API as the duty officer sees it: twenty work orders, each with one alarm, none of them touched."""

    def __init__(self, opened_at: str) -> None:
        verify = [{"action": "verify", "why_not": ""}]
        self.incidents = [
            {"id": n, "state": "handled", "opened_at": opened_at, "allowed_actions": verify, "alarms": []}
            for n in range(20)
        ]
        self.alarms = [{"id": n, "incident_id": n, "raised_at": opened_at} for n in range(20)]
        self.acknowledged: list[int] = []
        self.verified: list[str] = []

    async def get_all(self, path: str, **_: object) -> list[dict[str, Any]]:
        return self.incidents if path == "/api/incidents" else self.alarms

    async def post(self, path: str, body: dict[str, Any]) -> None:
        if path == "/api/alarms/acknowledge":
            self.acknowledged += body["ids"]
        else:
            self.verified.append(path.split("/")[3])


async def test_what_a_visitor_does_not_take_up_is_done_after_a_quarter_of_an_hour() -> None:
    clock = ManualClock(datetime(2026, 11, 23, tzinfo=UTC))
    desk = Desk(clock.now().isoformat())
    officer = Person(desk, WATCHER, clock, Tally(), acknowledges=True, leaves=0.5)  # type: ignore[arg-type]
    done = await officer.round()
    assert 3 < done < 17, "some are left"
    assert sorted(map(str, desk.acknowledged)) == sorted(desk.verified), "the same ones"
    clock.advance(LEFT_S - 1)
    assert await officer.round() == done
    clock.advance(2)
    assert await officer.round() == 20
