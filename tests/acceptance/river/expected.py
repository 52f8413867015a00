"""What the alarms process should have said about a log, by the plain reference that shares no code with it."""

from anlan.alarms.decoding import CONFIG_HEADER
from anlan.alarms.reference import Reference
from anlan.bus.messages import AlarmTransition, ConfigSnapshot
from anlan.bus.readings import Readings, decode

LogRow = tuple[int, int, bytes, dict[str, str]]


def expected_transitions(config: ConfigSnapshot, log: list[LogRow]) -> list[AlarmTransition]:
    """Transitions of a whole log on which ``config`` was adopted once; what came before had no rules yet."""
    reference, is_adopted, found = Reference(config), False, []
    for seq, logged_at_ms, payload, headers in log:
        is_adopted = is_adopted or CONFIG_HEADER in headers
        batch = decode(payload) if is_adopted else Readings.empty()
        found += reference.entry(seq, logged_at_ms, _rows(batch))
    return found


def _rows(batch: Readings) -> list[tuple[int, int, float, int]]:
    columns = (batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), batch.quality.tolist())
    return list(zip(*columns, strict=True))
