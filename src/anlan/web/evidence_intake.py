"""Evidence from the spool into the records: after its alarm, never in its way."""

import asyncio
import time
from pathlib import Path

import msgspec
from django.db import DatabaseError

from anlan.bus.evidence_spool import EvidenceSpool
from anlan.bus.ills import Ills
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.records.evidence.services import AlarmNotYet, evidence_take_in
from anlan.web.records_thread import Database

log = get_logger(__name__)

EVERY_S = 1.0
#: An alarm that is not in the log after this long never will be: its evidence goes.
WAIT_FOR_ALARM_S = 24 * 3600.0


class EvidenceIntake:
    """Looks into the spool once a second. ``lost`` counts packs that could not be kept."""

    def __init__(self, config: Settings, database: Database, ills: Ills) -> None:
        self._spool, self._database, self._ills = EvidenceSpool(config), database, ills
        self.lost = 0
        self.folder = self._spool.identity

    async def run(self) -> None:
        """Take in what is handed over, until cancelled."""
        while True:
            for path in self._spool.waiting():
                await self._take(path)
            await asyncio.sleep(EVERY_S)

    async def _take(self, path: Path) -> None:
        try:
            pack = await asyncio.to_thread(self._spool.read, path)
            await self._database(lambda: evidence_take_in(pack))
        except AlarmNotYet:
            if time.time() - pack.raised_at_ms / 1000 > WAIT_FOR_ALARM_S:
                self._lose(path, "its alarm never came")
            return
        except FileNotFoundError:
            return  # made room for newer evidence meanwhile
        except (msgspec.MsgspecError, ValueError) as error:
            self._lose(path, str(error))
            return
        except (DatabaseError, OSError) as error:
            # The disk's or the database's trouble: the pack waits.
            self._ills.note("store", f"evidence of alarms cannot be kept; look at disk and database ({error})")
            return
        self._ills.over("store")
        self._spool.done(path)

    def _lose(self, path: Path, why: str) -> None:
        self.lost += 1
        log.error("evidence lost", file=path.name, why=why)
        self._spool.done(path)
