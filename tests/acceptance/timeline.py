"""Duty logs that are played: each line of a test moves the clock, and says what happens or must have happened.

Nothing waits. The clock is a :class:`~anlan.domain.clock.ManualClock`; between two lines the sweeper runs as the worker
runs it, every ``TICK_S`` seconds, and in each of the last two seconds before a line, so that a line is true to the
second. People act over the HTTP API with the rights of their role. The log is complete by construction: whoever is told
of something that no line expects fails the test, and so does any open work order that the auditor finds without a next
step.

    with duty_log("2026-11-23 14:00") as log:
        log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
        log.at("02:00").told("town", "duty", "manager", why="escalated")
        log.at("02:40").does("manager", "accept")
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.test import Client
from PIL import Image

from anlan.bus.messages import AlarmTransition
from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.alarm_flow.models import Silence, SuppressionLogic
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.incidents.auditor import problems
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident
from anlan.records.incidents.sweeper import sweep
from anlan.records.notices.models import Notice
from anlan.records.sites.models import Enterprise, Point
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, UserFactory, WorkshopFactory
from tests.factories.alarms import cleared, equipment_fault, raised

#: The worker sweeps every second; a quiet stretch needs fewer sweeps to show that it is quiet.
TICK_S = 20

T = TypeVar("T", bound="Timeline")


@contextmanager
def duty_log(start: str, kind: "type[T] | None" = None) -> Iterator["T"]:
    """A timeline with its clock in force; ``start`` is Asia/Shanghai, as on the wall of the duty room.

    ``kind`` is a timeline that knows more words.
    """
    begins = datetime.strptime(start, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL)
    with clock.use_clock(ManualClock(begins)) as manual:
        assert isinstance(manual, ManualClock)
        log = (kind or Timeline)(manual, begins)
        yield log
        log.is_complete()


class Timeline:
    """One plant with two workshops, its people, and the minutes since the log began."""

    def __init__(self, manual: ManualClock, begins: datetime) -> None:
        self._clock, self._begins = manual, begins
        self.plant: Enterprise = EnterpriseFactory()
        self.points = _points(self.plant)
        self.people = _people(self.plant)
        self._clients: dict[str, Client] = {}
        self._standing: dict[tuple[str, str], AlarmTransition] = {}
        self._photos: dict[str, list[int]] = {}
        self._heard = 0  # the newest notice that a line of the log has spoken of

    # --- time ------------------------------------------------------------------------------------

    def at(self, moment: str) -> "Timeline":
        """Play until ``moment`` (``mm:ss`` or ``h:mm:ss`` since the beginning); on the way nobody may be told."""
        until = self._instant(moment)
        self.is_complete()
        self._play(until)
        early = [f"{self._since(n.created_at)} {n.person.username} ({n.reason})" for n in self._unspoken(until)]
        assert not early, f"before {moment} people were told, and the log does not say so: {early}"
        return self

    def skips_to(self, moment: str) -> "Timeline":
        """Play until ``moment`` and do not care who was told on the way."""
        until = self._instant(moment)
        self._play(until)
        on_the_way = Notice.objects.filter(created_at__lt=until).order_by("-id").first()
        self._heard = max(self._heard, on_the_way.pk if on_the_way else 0)
        return self

    def _play(self, until: datetime) -> None:
        assert until >= self._clock.now(), "a log is written forwards"
        while self._clock.now() < until:
            self._clock.set(self._next_sweep(until))
            assert not sweep().failed, "the sweeper failed; its log says why"
        self._audit()

    def _next_sweep(self, until: datetime) -> datetime:
        second, now = timedelta(seconds=1), self._clock.now()
        return min(now + TICK_S * second, max(now + second, until - second), until)

    def _audit(self) -> None:
        assert problems() == []

    def _instant(self, moment: str) -> datetime:
        parts = [int(part) for part in moment.split(":")]
        seconds = sum(value * 60**place for place, value in enumerate(reversed(parts)))
        return self._begins + timedelta(seconds=seconds)

    def _since(self, instant: datetime) -> str:
        seconds = round((instant - self._begins).total_seconds())
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    # --- the plant -------------------------------------------------------------------------------

    def alarm(self, label: str, point: str = "probe", **changes: Any) -> "Timeline":
        """The engine raises a limit of ``point`` (HHH is red, HH orange, H yellow)."""
        return self._begin(label, point, raised(self.points[point], label, **changes))

    def instrument_fails(self, rule: str, point: str = "probe") -> "Timeline":
        """The engine says that an instrument is ``offline``, ``fault`` or ``stuck``."""
        return self._begin(rule, point, equipment_fault(self.points[point], rule))

    def _begin(self, label: str, point: str, transition: AlarmTransition) -> "Timeline":
        self._standing[label, point] = transition
        take_in([transition])
        take_in([transition])  # at least once: the second delivery must change nothing
        self._audit()
        return self

    def clears(self, label: str, point: str = "probe", **changes: Any) -> "Timeline":
        """The condition ends."""
        ended = cleared(self._standing.pop((label, point)), **changes)
        take_in([ended])
        take_in([ended])
        self._audit()
        return self

    # --- people ----------------------------------------------------------------------------------

    def does(self, who: str, action: str, **form: Any) -> "Timeline":
        """Somebody takes a step on the newest work order, and may."""
        answer = self._act(who, action, form)
        assert answer.status_code == 200, f"{who} could not {action}: {answer.json()}"
        self._audit()
        return self

    def refused(self, who: str, action: str, because: str, **form: Any) -> "Timeline":
        """Somebody tries, and is told no in words that contain ``because``; nothing has changed."""
        before = Incident.objects.filter(pk=self.incident.pk).values().get()
        answer = self._act(who, action, form)
        assert answer.status_code in (403, 409, 422), f"{who} was let {action}"
        body = answer.json()
        said = body["message"] + "".join(f"{field} {text}" for field, text in body.get("fields", {}).items())
        assert because in said, said
        assert Incident.objects.filter(pk=self.incident.pk).values().get() == before
        return self

    def _act(self, who: str, action: str, form: dict[str, Any]) -> Any:
        photos = self._photos.pop(who, [])
        body = {**form, **({"attachment_ids": photos} if photos else {})}
        path = f"/api/incidents/{self.incident.pk}/actions/{action}"
        return self._client(who).post(path, body, content_type="application/json")

    def photographs(self, who: str) -> "Timeline":
        """Somebody takes a photo; it goes with their next step."""
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (90, 120, 90)).save(picture, "JPEG")
        picture.seek(0)
        picture.name = "site.jpg"
        answer = self._client(who).post("/api/attachments", {"file": picture, "caption": "处置后现场"})
        assert answer.status_code == 201, answer.content
        self._photos.setdefault(who, []).append(answer.json()["id"])
        return self

    def on_alarm(self, who: str, command: str, label: str = "", **form: Any) -> "Timeline":
        """Somebody acts on the newest alarm (of ``label``) itself: acknowledge, shelve, unshelve, false_alarm."""
        path = f"/api/alarms/{self.newest_alarm(label).pk}/{command}"
        answer = self._client(who).post(path, form, content_type="application/json")
        assert answer.status_code == 200, f"{who} could not {command}: {answer.json()}"
        return self

    def takes_out_of_service(
        self, who: str, minutes: int, point: str = "probe", *, in_minutes: int = 0, expect: int = 201
    ) -> "Timeline":
        """Somebody asks for a maintenance window of ``point``, from now or ``in_minutes``."""
        begins = clock.now() + timedelta(minutes=in_minutes)
        form = {
            "point_id": self.points[point].pk, "permit_no": "检-2026-118", "reason": "更换探头",
            "begins_at": begins.isoformat(), "until": (begins + timedelta(minutes=minutes)).isoformat(),
        }  # fmt: skip
        answer = self._client(who).post("/api/silences/out-of-service", form, content_type="application/json")
        assert answer.status_code == expect, answer.json()
        return self

    def declares_logic(
        self, who: str, *kinds: str, driven_by: str = "", label: str = "", expect: int = 201
    ) -> "Timeline":
        """Somebody declares that alarms of ``kinds`` mean nothing while the plant stands still."""
        form: dict[str, Any] = {
            "enterprise_id": self.plant.pk, "name": "全厂停产", "kinds": list(kinds), "reason": "停产检修，压缩机停运",
        }  # fmt: skip
        if driven_by:
            form |= {"state_point_id": self.points[driven_by].pk, "state_label": label}
        answer = self._client(who).post("/api/suppression-logics", form, content_type="application/json")
        assert answer.status_code == expect, answer.json()
        return self

    def on_logic(self, who: str, command: str, expect: int = 200, **form: Any) -> "Timeline":
        """Somebody acts on the newest suppression logic: ``approve`` or ``switch-on``."""
        newest = SuppressionLogic.objects.order_by("-pk")[0]
        return self._on(f"/api/suppression-logics/{newest.pk}/{command}", who, form, expect)

    def on_silence(self, who: str, command: str, expect: int = 200, **form: Any) -> "Timeline":
        """Somebody acts on the newest silence: ``approve``, ``refuse`` or ``end``."""
        return self._on(f"/api/silences/{self.silence.pk}/{command}", who, form, expect)

    def _on(self, path: str, who: str, form: dict[str, Any], expect: int = 200) -> "Timeline":
        answer = self._client(who).post(path, form, content_type="application/json")
        assert answer.status_code == expect, f"{who} {path}: {answer.json()}"
        return self

    def _client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = Client()
            self._clients[who].force_login(self.people[who])
        return self._clients[who]

    # --- what must have happened -------------------------------------------------------------------

    def told(self, *who: str, why: str = "") -> "Timeline":
        """Exactly these people are told in this very second, and of nothing else."""
        fresh = self._unspoken()
        assert sorted(n.person.username for n in fresh) == sorted(who)
        assert not why or {n.reason for n in fresh} == {why}
        self._heard = max([self._heard, *(n.pk for n in fresh)])
        return self

    def is_complete(self) -> None:
        """Nobody was told of anything that the log does not speak of."""
        rest = [f"{self._since(n.created_at)} {n.person.username} ({n.reason})" for n in self._unspoken()]
        assert not rest, f"people were told, and the log does not say so: {rest}"

    def _unspoken(self, before: datetime | None = None) -> list[Notice]:
        rows = Notice.objects.filter(pk__gt=self._heard).select_related("person").order_by("id")
        return list(rows.filter(created_at__lt=before) if before else rows)

    def stands(self, state: str, next_step: str = "", due: str = "") -> "Timeline":
        """The newest work order is in ``state``, and ``next_step`` must be taken by ``due``."""
        incident = self.incident
        assert (incident.state, incident.next_step) == (state, next_step)
        when = self._since(incident.next_step_due_at) if incident.next_step_due_at else ""
        assert when == due
        return self

    def says(self, text: str) -> "Timeline":
        """The work order's own log has a line with ``text``."""
        lines = list(self.incident.entries.values_list("text", flat=True))
        assert any(text in line for line in lines), lines
        return self

    def decided(self, outcome: str, because: str = "", label: str = "", stage: str = "") -> "Timeline":
        """The newest alarm's newest decision (or its ``stage``) has this outcome, for a reason with these words."""
        answer = self._client("duty").get(f"/api/alarms/{self.newest_alarm(label).pk}/decisions").json()
        steps = [step for step in answer[0]["steps"] if stage in ("", step["stage"])]
        said = [step for step in steps if step["outcome"] == outcome and because in step["why"]]
        assert said, f"no stage said {outcome} because of {because!r}: {steps}"
        return self

    def shows(self, state: str, label: str = "") -> "Timeline":
        """The newest alarm (of ``label``) is in this ISA-18.2 state."""
        assert self.newest_alarm(label).state == state
        return self

    def silenced_now(self, **counts: int) -> "Timeline":
        """The list of silences counts so many alarms, e.g. ``out_of_service=1, standing=1``."""
        shown = self._client("duty").get("/api/silences").json()["counts"]
        assert {name: shown[name] for name in counts} == counts
        return self

    @property
    def silence(self) -> Silence:
        """The newest suppression or maintenance window, read anew."""
        return Silence.objects.order_by("-pk")[0]

    def work_orders(self, count: int) -> "Timeline":
        """So many work orders were ever opened."""
        assert Incident.objects.count() == count
        return self

    @property
    def incident(self) -> Incident:
        """The newest work order, read anew."""
        return Incident.objects.select_related("assignee").order_by("-pk")[0]

    def newest_alarm(self, label: str = "") -> Alarm:
        """The newest alarm (of ``label``), read anew."""
        rows = Alarm.objects.filter(label=label) if label else Alarm.objects.all()
        return rows.order_by("-pk")[0]


def _points(plant: Enterprise) -> dict[str, Point]:
    """Two ammonia probes in the machine room, one in the packing room, all on one gateway."""
    gateway = GatewayFactory(enterprise=plant)
    machine_room, packing_room = (WorkshopFactory(enterprise=plant, name=name) for name in ("制冷机房", "包装间"))
    rooms = {"probe": machine_room, "probe 2": machine_room, "packing": packing_room}
    return {name: PointFactory(gateway=gateway, workshop=room, name=f"{name}探测器") for name, room in rooms.items()}


def _people(plant: Enterprise) -> dict[str, User]:
    """One of each role that the policy knows; ``relief`` is the duty officer who is off duty."""

    def person(name: str, role: Role, **where: Any) -> User:
        user: User = UserFactory(username=name, name=name, role=role, **where)
        return user

    here, there = {"enterprise": plant}, {"town": plant.town}
    return {
        "operator": person("operator", Role.ENTERPRISE_OPERATOR, **here),
        "manager": person("manager", Role.ENTERPRISE_MANAGER, **here),
        "principal": person("principal", Role.ENTERPRISE_PRINCIPAL, **here),
        "grid": person("grid", Role.GRID_OFFICER, **there),
        "town": person("town", Role.TOWN_OFFICER, **there),
        "committee": person("committee", Role.COMMITTEE, field=plant.field),
        "duty": person("duty", Role.DUTY_OFFICER),
        "relief": person("relief", Role.DUTY_OFFICER, is_on_duty=False),
        "leader": person("leader", Role.LEADER),
        "stranger": person("stranger", Role.ENTERPRISE_MANAGER),
    }
