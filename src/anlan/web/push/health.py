"""How the alarm path is, from the heartbeats of its processes: the truth behind ``/healthz``."""

from dataclasses import dataclass, field

from anlan.bus.messages import Heartbeat

#: Without these a warning cannot reach a person.
ALARM_PATH = ("gateway", "alarms", "worker", "history")
#: A process that has not been heard for this long is taken for dead.
SILENT_AFTER_MS = 5_000


#: A dead instance is forgotten after this time; what replaced it has another name.
FORGOTTEN_AFTER_MS = 300_000


@dataclass(slots=True)
class HealthBoard:
    """Last heartbeat of each instance of each process."""

    beats: dict[tuple[str, str], Heartbeat] = field(default_factory=dict)
    is_bus_connected: bool = True

    def heard(self, beat: Heartbeat) -> None:
        """Take one heartbeat."""
        self.beats[beat.process, beat.instance] = beat
        if len(self.beats) > 8:
            self.beats = {k: b for k, b in self.beats.items() if beat.at_ms - b.at_ms < FORGOTTEN_AFTER_MS}

    def instances(self, process: str) -> list[Heartbeat]:
        """Heartbeats of one process, the speaker first: the newest that owns work, else the newest."""
        found = [beat for (name, _), beat in self.beats.items() if name == process]
        newest = max((beat.at_ms for beat in found), default=0)
        return sorted(found, key=lambda b: (newest - b.at_ms > SILENT_AFTER_MS, -_owned(b), -b.at_ms))

    def problems(self, now_ms: int) -> list[str]:
        """What is wrong, one sentence each; empty when the alarm path is well."""
        found = [] if self.is_bus_connected else ["the bus (nats) does not answer"]
        for process in ALARM_PATH:
            found += self._problems_of(process, now_ms)
        found += self._evidence_problem(now_ms)
        return found + [
            f"{name}: {beat.reason}"
            for (name, _), beat in sorted(self.beats.items())
            if name not in ALARM_PATH and not beat.is_well and now_ms - beat.at_ms <= SILENT_AFTER_MS
        ]

    def warnings(self, now_ms: int) -> list[str]:
        """What somebody should look at although the alarm path is well, one sentence each."""
        alive = (beat for _, beat in sorted(self.beats.items()) if now_ms - beat.at_ms <= SILENT_AFTER_MS)
        return list(dict.fromkeys(text for beat in alive for text in warnings_of(beat)))

    def _problems_of(self, process: str, now_ms: int) -> list[str]:
        """One of several instances may be dead as long as another lives and everything is owned."""
        beats = self.instances(process)
        if not beats:
            return [f"{process} has not been heard since this web process started"]
        alive = [beat for beat in beats if now_ms - beat.at_ms <= SILENT_AFTER_MS]
        if not alive:
            newest = max(beat.at_ms for beat in beats)
            return [f"{process} has been silent for {(now_ms - newest) / 1000:.0f} s"]
        found = [f"{process}: {beat.reason}" for beat in alive if not beat.is_well]
        shares = max(int(beat.facts.get("partitions", 0)) for beat in alive)
        if sum(_owned(beat) for beat in alive) < shares:
            found.append(f"{process}: not every partition has an owner yet; a standby takes over within seconds")
        return found

    def _evidence_problem(self, now_ms: int) -> list[str]:
        """Evidence goes from cameras to worker through a folder; a folder of each its own loses all of it silently."""
        folders = {
            process: {
                beat.facts["evidence_folder"]
                for beat in self.instances(process)
                if "evidence_folder" in beat.facts and now_ms - beat.at_ms <= SILENT_AFTER_MS
            }
            for process in ("cameras", "worker")
        }
        lost = folders["cameras"] - folders["worker"]
        if not lost or not folders["worker"]:
            return []
        return [
            "cameras: pictures of alarms do not reach the records, because cameras and worker do not share a data "
            "folder; give both the same ANLAN_DATA (a shared volume)"
        ]

    def report(self, now_ms: int) -> dict[str, object]:
        """The body of ``/healthz``."""
        problems = self.problems(now_ms)
        names = sorted({process for process, _ in self.beats})
        return {
            "is_well": not problems,
            "problems": problems,
            "warnings": self.warnings(now_ms),
            "at_ms": now_ms,
            "processes": {name: self._report_of(name, now_ms) for name in names},
        }

    def _report_of(self, process: str, now_ms: int) -> dict[str, object]:
        beats = self.instances(process)
        beat, alive = beats[0], sum(now_ms - b.at_ms <= SILENT_AFTER_MS for b in beats)
        told: dict[str, object] = {"age_ms": now_ms - beat.at_ms, "is_well": beat.is_well, "reason": beat.reason}
        return told | beat.facts | ({"instances": alive} if alive > 1 else {})


def warnings_of(beat: Heartbeat) -> list[str]:
    """Facts of a process whose name ends in ``_warning``, as sentences."""
    return [f"{beat.process}: {fact}" for name, fact in sorted(beat.facts.items()) if name.endswith("_warning")]


def _owned(beat: Heartbeat) -> int:
    return int(beat.facts.get("owner", 0))
