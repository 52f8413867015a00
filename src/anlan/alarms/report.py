"""What one partition says of itself: figures for the health page, what is wrong, and what nobody watches."""

import asyncio

from anlan.alarms.decoding import Decoder
from anlan.alarms.engine import Engine
from anlan.alarms.table import Table
from anlan.alarms.timing import LATE, READINGS, TRANSITIONS, UNKNOWN, UNTRUSTED
from anlan.bus.ills import Ills
from anlan.bus.service import Service
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: So many limits and rules that are left out are named on the health page; the rest is counted.
WARNINGS_TOLD = 3
#: How long a hole in the log, or rules taken anew, keep the process unwell; the counter keeps holes for ever.
GAP_SHOWN_S = 60.0


class Report:
    """Reads the engine and decides nothing. ``gaps`` counts holes in the log."""

    def __init__(self, service: Service, partition: int, ills: Ills) -> None:
        self._service, self._partition, self._ills = service, partition, ills
        self._failed_rules: set[str] = set()
        self._gap_at = self._replaced_at = 0.0
        self.gaps = 0

    def gap(self, before: int, after: int) -> None:
        """The log goes on at ``after``, where ``before + 1`` should be."""
        self.gaps += 1
        self._gap_at = _now()
        log.error("messages are missing from the log", after=before, before=after)
        self._ills.note(
            "gap", f"messages {before + 1} to {after - 1} are gone from the log (expired or damaged); check the disk"
        )

    def rules_missing(self, keys: str) -> None:
        """The log names rules that are not on this disk."""
        self._ills.note("rules", f"configuration {keys} is not on this disk; the published one is taken instead")
        self._replaced_at = _now()

    def tell(self, engine: Engine, decoder: Decoder, published: int, *, is_idle: bool) -> None:
        """How it is now. ``published``: transitions that are durable on the bus. ``is_idle``: without points no tick
        is written and the log's time stands; nobody waits for it."""
        self._tell_rules(engine.table)
        self._tell_left_out(engine.table)
        if self.gaps and _now() - self._gap_at > GAP_SHOWN_S:
            self._ills.over("gap")
        if not decoder.missing_tables and _now() - self._replaced_at > GAP_SHOWN_S:
            self._ills.over("rules")  # what is published holds since
        for name, value in self._figures(engine, is_idle=is_idle).items():
            self._tell(name, value)
        self._tell("published", published)
        self._tell("poisoned", decoder.poisoned)
        self._tell("gaps", self.gaps)

    def retire(self) -> None:
        """Say nothing more about this partition: somebody else owns it."""
        self._ills.end()
        prefix = f"p{self._partition}_"
        for name in [name for name in self._service.facts if name.startswith(prefix)]:
            del self._service.facts[name]

    def _figures(self, engine: Engine, *, is_idle: bool) -> dict[str, float | int | str]:
        counts = engine.state.counts
        is_timed = engine.log_ms and not is_idle
        lag_s = max(0.0, (self._service.clock.now_ms() - engine.log_ms) / 1000) if is_timed else 0.0
        return {
            "owner": 1,
            "seq": engine.seq,
            "lag_s": round(lag_s, 3),
            "readings": int(counts[READINGS]),
            "transitions": int(counts[TRANSITIONS]),
            "late": int(counts[LATE]),
            "untrusted": int(counts[UNTRUSTED]),
            "unknown": int(counts[UNKNOWN]),
            "config_version": engine.table.version,
            "left_out": len(engine.table.problems),
        }

    def _tell(self, name: str, value: float | int | str) -> None:
        self._service.facts[f"p{self._partition}_{name}"] = value

    def _tell_rules(self, table: Table) -> None:
        """Rules that raised an error or could not be used are told to people: something is not being watched."""
        host = table.host
        for name, reason in host.failures.items() if host else ():
            self._ills.note(f"rule {name}", f"rule {name} is switched off, repair it and publish again ({reason})")
            self._failed_rules.add(name)
        for name in self._failed_rules - set(host.failures if host else ()):
            self._ills.over(f"rule {name}")
            self._failed_rules.discard(name)

    def _tell_left_out(self, table: Table) -> None:
        """What the configuration asks for and nobody watches: a warning, because all else is being watched."""
        left_out = table.problems
        if left_out:
            more = f" and {len(left_out) - WARNINGS_TOLD} more" if len(left_out) > WARNINGS_TOLD else ""
            self._tell("warning", f"not watched: {'; '.join(left_out[:WARNINGS_TOLD])}{more}")
        else:
            self._service.facts.pop(f"p{self._partition}_warning", None)


def _now() -> float:
    return asyncio.get_running_loop().time()
