"""How the alarm path is, from the heartbeats of its processes: the truth behind ``/healthz``."""

from dataclasses import dataclass, field

from anlan.bus.messages import Heartbeat

#: Without these a warning cannot reach a person.
ALARM_PATH = ("gateway", "alarms", "worker", "history")
#: A process that has not been heard for this long is taken for dead.
SILENT_AFTER_MS = 5_000


@dataclass(slots=True)
class HealthBoard:
    """Last heartbeat of each process."""

    beats: dict[str, Heartbeat] = field(default_factory=dict)
    is_bus_connected: bool = True

    def heard(self, beat: Heartbeat) -> None:
        """Take one heartbeat."""
        self.beats[beat.process] = beat

    def problems(self, now_ms: int) -> list[str]:
        """What is wrong, one sentence each; empty when the alarm path is well."""
        found = [] if self.is_bus_connected else ["the bus (nats) does not answer"]
        for process in ALARM_PATH:
            beat = self.beats.get(process)
            if beat is None:
                found.append(f"{process} has not been heard since this web process started")
            elif now_ms - beat.at_ms > SILENT_AFTER_MS:
                found.append(f"{process} has been silent for {(now_ms - beat.at_ms) / 1000:.0f} s")
            elif not beat.is_well:
                found.append(f"{process}: {beat.reason}")
        return found + [
            f"{name}: {beat.reason}"
            for name, beat in sorted(self.beats.items())
            if name not in ALARM_PATH and not beat.is_well and now_ms - beat.at_ms <= SILENT_AFTER_MS
        ]

    def report(self, now_ms: int) -> dict[str, object]:
        """The body of ``/healthz``."""
        problems = self.problems(now_ms)
        return {
            "is_well": not problems,
            "problems": problems,
            "at_ms": now_ms,
            "processes": {
                name: {"age_ms": now_ms - beat.at_ms, "is_well": beat.is_well, "reason": beat.reason, **beat.facts}
                for name, beat in sorted(self.beats.items())
            },
        }
