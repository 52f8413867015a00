"""What a scored run leaves behind: the score as JSON, and the truth as lines of JSON beside it."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anlan.bus import history_client
from anlan.bus.client import Bus
from anlan.bus.messages import CountQuery
from anlan.demo.api import Session
from anlan.demo.behaviours import CamerasWatch, judge, not_shown
from anlan.demo.people import is_ended
from anlan.demo.score import Score, moment_ms, score
from anlan.demo.watch import EventWatch

if TYPE_CHECKING:
    from anlan.demo.runner import County

#: How long the last acknowledged readings may take to reach the history store.
STORING_S = 30.0

#: Alarms and work orders of this run are not older than this before its beginning.
GRACE_MS = 2_000


@dataclass(slots=True)
class Stored:
    """Counts the demo's stored readings; what earlier runs left in the same window is taken off."""

    bus: Bus
    points: list[int]
    from_ms: int
    earlier: int = 0

    @classmethod
    async def before(cls, bus: Bus, county: "County") -> "Stored":
        """Begin to count: a clock may be slow by a minute, and an earlier run may have stamped the future."""
        stored = cls(bus, sorted(county.handover.points.values()), county.clock.now_ms() - 60_000)
        stored.earlier = await stored._count()
        return stored

    async def settled(self, at_least: int) -> int:
        """Readings stored by this run, as soon as they are ``at_least`` so many or the time for it is over."""
        deadline = asyncio.get_running_loop().time() + STORING_S
        while True:
            count = await self._count() - self.earlier
            if count >= at_least or asyncio.get_running_loop().time() > deadline:
                return count
            await asyncio.sleep(0.5)

    async def _count(self) -> int:
        query = CountQuery(points=self.points, from_ms=self.from_ms)
        reply = await history_client.ask(self.bus, query, timeout_s=30)
        if reply.error:
            raise RuntimeError(f"history cannot count the readings: {reply.error}")
        return reply.count


@dataclass(slots=True)
class Report:
    """The score of a run and everything that explains it."""

    county: "County"
    score: Score
    body: dict[str, Any]

    @classmethod
    async def make(
        cls, county: "County", admin: Session, watch: EventWatch, stored: Stored, cameras: CamerasWatch
    ) -> "Report":
        """Ask the platform what it raised, closed and stored, and compare."""
        since_ms = county.began_ms - GRACE_MS
        kept = len(county.ledger.kept or ())
        count = await stored.settled(kept)
        alarms = await admin.get_all("/api/alarms", state="all")
        incidents = await admin.get_all("/api/incidents", state="all")
        alarms = [a for a in alarms if moment_ms(a["raised_at"]) >= since_ms]
        incidents = [i for i in incidents if moment_ms(i["opened_at"]) >= since_ms]
        watched = county.handover.watched
        of_sensors = [a for a in alarms if a["point"]["id"] not in watched.point_ids]
        result = score(county.truth.expectations(), of_sensors, watch.first_seen_ms, county.names)
        body = _body(county, result, count, incidents)
        seen = judge(county.shown, watched, alarms, county.clock) if county.shown else None
        body["cameras"] = cameras.summary() | {"not_shown": not_shown(county.shown)}
        body["behaviours"] = seen.rows if seen else {}
        body["details"]["cameras"] = seen.problems if seen else []
        return cls(county, result, body)

    @property
    def is_clean(self) -> bool:
        """True when nothing was missed, spurious, left standing or open, or lost."""
        incidents = self.body["incidents"]
        return (
            self.score.is_clean
            and not self.body["readings"]["lost"]
            and not self.body["details"]["problems"]
            and not self.body["details"]["cameras"]
            and incidents["opened"] == incidents["closed"]
            and not self.body["details"]["loop"]
        )

    def write(self, path: Path | None) -> None:
        """Write the truth into the data folder; the score, and the truth beside it, to ``path`` when there is one."""
        write_truth(self.county, self.county.config.folder("demo") / "truth.jsonl")
        if path is not None:
            path.write_text(json.dumps(self.body, indent=1, ensure_ascii=False) + "\n", "utf-8")
            write_truth(self.county, path.with_suffix(".truth.jsonl"))

    def show(self, *, as_json: bool) -> None:
        """Print the score: as JSON, or as a few lines for people."""
        text = json.dumps(self.body, indent=1, ensure_ascii=False) if as_json else "\n".join(self._lines())
        print(text, flush=True)  # noqa: T201 - the command's answer

    def _lines(self) -> list[str]:
        body = self.body
        lines = [
            f"{name}: " + ", ".join(f"{key} {value}" for key, value in body[name].items())
            for name in ("readings", "alarms", "delay_ms", "incidents", "cameras")
        ]
        lines += [
            f"  {name}: " + ", ".join(f"{key} {value}" for key, value in row.items())
            for name, row in body["behaviours"].items()
        ]
        lines += [f"  {kind}: {text}" for kind, texts in body["details"].items() for text in texts]
        return [*lines, "clean" if self.is_clean else "NOT clean"]


def _body(county: "County", result: Score, stored: int, incidents: list[dict[str, Any]]) -> dict[str, Any]:
    ledger, kept = county.ledger, len(county.ledger.kept or ())
    return {
        "duration_s": county.duration_s,
        "seed": county.handover.seed,
        "readings": {
            "sent": ledger.sent,
            "acknowledged": ledger.acknowledged,
            "stored": stored,
            "stamped_twice": ledger.acknowledged - kept,
            "lost": max(0, kept - stored),
        },
        "alarms": {
            "expected": result.expected,
            "raised": result.raised,
            "missed": len(result.missed),
            "spurious": len(result.spurious),
            "tolerated": result.tolerated,
            "not_cleared": len(result.not_cleared),
            "ended_early": len(result.ended_early),
        },
        "delay_ms": {"p50": result.percentile(0.5), "p99": result.percentile(0.99), "measured": len(result.delays_ms)},
        "incidents": {"opened": len(incidents), "closed": sum(is_ended(i) for i in incidents)},
        "people": {"actions": county.tally.actions, "acknowledged": county.tally.acknowledged},
        "hostile": {"bad_frames": ledger.bad_frames, "doubles": ledger.doubles},
        "scenarios": [start.scenario.name for start in county.starts],
        "details": {
            "missed": result.missed,
            "spurious": result.spurious,
            "not_cleared": result.not_cleared,
            "ended_early": result.ended_early,
            "problems": [*ledger.problems, *unmet(county)],
            "loop": loop_faults(incidents, result.raised),
            "refused": [f"{text} (×{times})" for text, times in county.tally.refused.items()],
        },
    }


def loop_faults(incidents: list[dict[str, Any]], raised: int) -> list[str]:
    """Where the closed loop was not one: no work orders at all, or an end without a photo and a second person."""
    faults = ["alarms were raised, and not one work order was opened"] if raised and not incidents else []
    for incident in incidents:
        handler, verifier = ((incident.get(key) or {}).get("id") for key in ("handled_by", "verified_by"))
        if incident["state"] == "closed":
            if handler is None or verifier is None or handler == verifier:
                faults.append(f"{incident['no']} was closed without a second person")
            if incident.get("no_evidence_reason"):
                faults.append(f"{incident['no']} was closed without a photo: {incident['no_evidence_reason']}")
        elif incident["state"] != "false_alarm":
            faults.append(f"{incident['no']} {incident['title']} was left {incident['state']}")
    return faults


def unmet(county: "County") -> list[str]:
    """Alarms that a story was meant to cause and the truth does not expect: an error of the demo itself."""
    lowest = {
        e.number: min(county.handover.point_id(e.number, p.key) for p in e.points) for e in county.plan.enterprises
    }
    expected = {(e.point_id, e.label) for e in county.truth.expectations() if e.certainty == "certain"}
    problems = []
    for start in county.starts:
        own = start.scenario.enterprise
        for key, label in start.scenario.means:
            point = county.handover.point_id(own, key) if key else lowest[own]
            wanted = (point, "GATEWAY" if label == "offline" else label)
            if wanted not in expected:
                problems.append(f"story {start.scenario.name} was meant to cause {key or 'its gateway'} {label}")
    return problems


def write_truth(county: "County", path: Path) -> None:
    """One line of JSON for each story and each expected alarm."""
    stories: list[dict[str, Any]] = [
        {
            "type": "story",
            "name": start.scenario.name,
            "title": start.scenario.title,
            "enterprise": start.scenario.enterprise,
            "from_ms": county.began_ms + round(start.at_s * 1000),
            "to_ms": county.began_ms + round(start.ends_s * 1000),
            "means": start.scenario.means,
        }
        for start in county.starts
    ]
    alarms = [
        {"type": "alarm", "point": county.names.get(e.point_id, ""), **asdict(e)} for e in county.truth.expectations()
    ]
    seen = [{"type": "happening", **asdict(h)} for h in (county.shown.happenings if county.shown else [])]
    lines = [json.dumps(line, ensure_ascii=False) for line in [*stories, *alarms, *seen]]
    path.write_text("\n".join(lines) + "\n", "utf-8")
