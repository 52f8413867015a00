"""Voting said slowly: one reading, one group at a time, in plain Python. Shares no code with the plug-in or its host.

Written for tests: compare ``rules/voting`` and ``rule_group.py`` with it, transition for transition.
"""

from dataclasses import dataclass, field

from anlan.alarms.engine import LogEntry
from anlan.bus.messages import ConfigSnapshot, RuleConfig
from anlan.domain.quality import UNTRUSTED_STAMPS, Quality

Found = tuple[str, str, str, int, float | None]  # rule's id, label, kind, at_ms, value


@dataclass
class Member:
    over_range_is_high: bool
    stamp: int | None = None  # newest stamp
    heard: int | None = None  # when it came
    lag: int = 0
    seen: int | None = None  # since when its silence counts
    known: str = "nothing"
    value: float = 0.0
    votes: bool = False


@dataclass
class Alarm:
    label: str
    on_ms: int
    off_ms: int
    is_active: bool = False
    waits_since: int | None = None
    raised: int = -(2**62)


@dataclass
class VotingGroup:
    config: RuleConfig
    members: list[tuple[int, Member]]
    alarms: list[Alarm]
    clock: int | None = None

    def setting(self, name: str, default: float) -> float:
        return self.config.settings.get(name, default)  # type: ignore[no-any-return]

    def read(self, point: int, at: int, value: float, is_good: bool) -> None:
        for _, member in self.members:
            member.seen = at if member.seen is None else member.seen
        direction = self.setting("direction", 1)
        for number, member in self.members:
            if number != point:
                continue
            member.seen = at
            member.known = "good" if is_good else "bad"
            if is_good:
                member.value = value
                beyond = direction * (value - self.setting("set_point", 0))
                if beyond >= 0:
                    member.votes = True
                elif beyond < -self.setting("deadband", 0):
                    member.votes = False
        self.clock = at if self.clock is None else max(self.clock, at)

    def verdicts(self, now: int) -> tuple[list[str], float | None]:
        stale_ms = round(self.setting("stale_after_s", 60) * 1000)
        needed = int(self.setting("needed", 0))
        good, bad, waiting, silent = [], 0, 0, 0
        for _, member in self.members:
            if member.seen is None or now - member.seen > stale_ms:
                bad, silent = bad + 1, silent + 1
            elif member.known == "bad":
                bad += 1
            elif member.known == "nothing":
                waiting += 1
            else:
                good.append(member)
        votes = sum(m.votes for m in good)
        lowered = max(needed - bad, 1) if self.config.settings.get("bad_points", "lower_k") == "lower_k" else needed
        if not good:
            vote = "unknown"
        elif votes >= lowered:
            vote = "present"
        else:
            vote = "absent" if votes + bad + waiting < needed else "between"
        notice = "between" if silent == len(self.members) else "present" if bad else "absent"
        worst_first = sorted((m.value for m in good), reverse=self.setting("direction", 1) > 0)
        value = worst_first[min(lowered, len(good)) - 1] if good else None
        return [vote, notice], None if value in (None, float("inf")) else value


@dataclass
class VotingReference:
    """All voting groups of a configuration, fed with the log."""

    config: ConfigSnapshot
    found: list[Found] = field(default_factory=list)
    log: int = 0
    hole: int = 0
    second: int = 0

    def __post_init__(self) -> None:
        watched = {p for rule in self.config.rules for p in rule.points}
        self.stamps = {p.id: Member(p.over_range_is_high) for p in self.config.points if p.id in watched}
        self.groups = [self._group(rule) for rule in sorted(self.config.rules, key=lambda r: r.id)]

    def _group(self, rule: RuleConfig) -> VotingGroup:
        after = round(rule.settings.get("degraded_after_s", 30) * 1000)
        alarms = [
            Alarm(rule.label, round(rule.on_delay_s * 1000), round(rule.off_delay_s * 1000)),
            Alarm(f"{rule.label}-DEGRADED", after, 0),
        ]
        return VotingGroup(rule, [(p, Member(self.stamps[p].over_range_is_high)) for p in rule.points], alarms)

    @property
    def now(self) -> int:
        return self.log - self.hole

    def entry(self, entry: LogEntry) -> None:
        if self.log - entry.logged_at_ms > 2000:
            self._step_back(entry.logged_at_ms)
        if entry.logged_at_ms > self.log:
            if entry.logged_at_ms - self.log > 5000:
                self.hole += entry.logged_at_ms - self.log - 1000
            self.log = entry.logged_at_ms
        if self.log // 1000 != self.second:
            self.second = self.log // 1000
            for group in self.groups:
                if group.clock is not None:
                    self._judge(group, self.now, is_tick=True)
        batch = entry.readings
        columns = (batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), batch.quality.tolist())
        for point, stamp, value, quality in zip(*columns, strict=True):
            if point in self.stamps:
                self._read(point, self.stamps[point], stamp, value, quality)

    def _step_back(self, logged_at_ms: int) -> None:
        """For our clock a second has passed; stamps that are now in the future move."""
        step = self.log + 1000 - logged_at_ms
        self.log, self.hole = logged_at_ms, self.hole - step
        for known in self.stamps.values():
            if known.stamp is not None and known.stamp > logged_at_ms:
                known.stamp -= step

    def _read(self, point: int, known: Member, stamp: int, value: float, quality: int) -> None:
        if quality in UNTRUSTED_STAMPS or (known.stamp is not None and stamp <= known.stamp):
            return
        lag = self.log - stamp
        if known.heard is None or lag <= known.lag:
            known.lag = max(lag, 0)
        else:
            known.lag += min(lag - known.lag, min(self.now - known.heard, 60_000) // 2)
        known.stamp, known.heard = stamp, self.now
        at = self.now - max(lag - known.lag, 0)
        is_good = quality == Quality.GOOD and value == value
        if quality == Quality.OVER_RANGE and known.over_range_is_high:
            is_good, value = True, float("inf")
        for group in self.groups:
            if point in group.config.points:
                group.read(point, at, value, is_good)
                assert group.clock is not None
                self._judge(group, group.clock, is_tick=False)

    def _judge(self, group: VotingGroup, now: int, is_tick: bool) -> None:
        verdicts, value = group.verdicts(now)
        for alarm, verdict in zip(group.alarms, verdicts, strict=True):
            self._step(group, alarm, verdict, now, is_tick, value)

    def _step(
        self, group: VotingGroup, alarm: Alarm, verdict: str, now: int, is_tick: bool, value: float | None
    ) -> None:
        wanted, delay = ("absent", alarm.off_ms) if alarm.is_active else ("present", alarm.on_ms)
        if verdict == "unknown":
            return
        if verdict != wanted:
            alarm.waits_since = None
            return
        at = now
        if delay > 0:
            if alarm.waits_since is None:
                alarm.waits_since = now
                return
            if now - alarm.waits_since < delay:
                return
            at = alarm.waits_since + delay if is_tick else now
        alarm.is_active, alarm.waits_since = not alarm.is_active, None
        at += self.log - self.now
        if alarm.is_active:
            at = alarm.raised = max(at, alarm.raised + 1)
        kind = "raised" if alarm.is_active else "cleared"
        self.found.append((group.config.id, alarm.label, kind, max(at, alarm.raised), value))
