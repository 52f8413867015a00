"""A message of the readings stream → a log entry; what cannot be read is kept aside and never blocks."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from anlan.alarms.engine import LogEntry
from anlan.alarms.table import Table
from anlan.bus.log_reader import LogMessage
from anlan.bus.readings import Readings, decode
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Header of a configuration marker: an empty batch that says which rules hold from here on.
CONFIG_HEADER = "Anlan-Config-Version"

#: At most so many unreadable messages are kept; more are only counted.
KEPT_POISON = 200


class Decoder:
    """Reads messages of one partition. ``poisoned`` counts what could not be read."""

    def __init__(self, partition: int, poison_folder: Path, load_table: Callable[[str], Table | None]) -> None:
        self._partition = partition
        self._folder = poison_folder
        self._load_table = load_table
        self.poisoned = 0
        self.missing_tables: set[str] = set()

    def entry(self, message: LogMessage) -> LogEntry:
        """The entry of a message. One that cannot be read is an entry without readings: time passes, nothing else."""
        try:
            readings = decode(message.payload)
        except (pa.ArrowException, ValueError, TypeError, KeyError, OSError, EOFError) as error:
            self._keep_aside(message, repr(error))
            readings = Readings.empty()
        return LogEntry(message.seq, message.logged_at_ms, readings, self._marker(message))

    def _marker(self, message: LogMessage) -> Table | None:
        key = message.headers.get(CONFIG_HEADER)
        if key is None:
            return None
        table = self._load_table(key)
        if table is None:
            self.missing_tables.add(key)
            log.error("the log names a configuration that is not on this disk; the rules stay as they are", key=key)
        return table

    def _keep_aside(self, message: LogMessage, reason: str) -> None:
        self.poisoned += 1
        log.error("message not readable, kept aside", seq=message.seq, bytes=len(message.payload), reason=reason)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if sum(1 for _ in self._folder.iterdir()) < KEPT_POISON:
                (self._folder / f"{self._partition}-{message.seq}.bin").write_bytes(message.payload)
        except OSError as error:
            # The log itself keeps it for three days; a full disk must not stop the evaluation.
            log.error("unreadable message not kept aside", seq=message.seq, error=str(error))
