"""The configuration from the records to the bus: published when asked for, and compared after a restore."""

from anlan.bus import config_store
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.domain.canary import CANARY_ID
from anlan.kit.logs import get_logger
from anlan.records.sites.group_rules import group_rule_problem_texts
from anlan.records.sites.publication import build_publication, config_published, config_request
from anlan.web import worker_store as store
from anlan.web.records_thread import Database

log = get_logger(__name__)


class ConfigPublisher:
    """``agree`` until it says yes, ``publish`` what people ask for."""

    def __init__(self, bus: Bus, database: Database, ills: Ills, *, has_canary: bool) -> None:
        self._bus, self._database, self._ills = bus, database, ills
        self._has_canary = has_canary
        self._is_agreed = False

    async def agree(self) -> None:
        """After a restore: an empty bus gets the configuration of the records; a newer one on the bus is named.

        Costs nothing once bus and records have agreed.
        """
        if not self._is_agreed:
            self._is_agreed = await self._agree()

    async def _agree(self) -> bool:
        known = await self._database(store.newest_published)
        in_force = (await config_store.current(self._bus)).version
        if known and not in_force:
            await self.publish(known)
        if in_force > known > 0:
            self._ills.note(
                "config",
                f"the field runs on configuration {in_force}, the records know only {known} (restored from a "
                "backup?): look at points and rules, then publish once",
            )
            return False
        self._ills.over("config")
        if self._has_canary and not await self._is_canary_published():
            await self._database(lambda: config_request(actor=None, reason="发布自检测点"))
        return True

    async def _is_canary_published(self) -> bool:
        return any(gateway.id == CANARY_ID for gateway in (await config_store.current(self._bus)).gateways)

    async def publish(self, version: int) -> None:
        """Put version ``version`` on the bus, as the records have it now, and write down what was left out."""
        snapshot, problems = await self._database(lambda: build_publication(version))
        told = [*problems, *await self._rules_not_judged()]
        await config_store.publish(self._bus, snapshot)
        gateways, points = len(snapshot.gateways), len(snapshot.points)
        await self._database(
            lambda: config_published(version=version, gateway_count=gateways, point_count=points, problems=told)
        )
        if problems:
            self._ills.note("cameras", f"left out of configuration {version}: " + "; ".join(problems[:5]))
        else:
            self._ills.over("cameras")
        log.info("configuration published", version=version, gateways=gateways, points=points)

    async def _rules_not_judged(self) -> list[str]:
        """For the record only, and no publication fails for it: the health page hears it from the alarms process."""
        try:
            problems: list[str] = await self._database(group_rule_problem_texts)
        except Exception:
            log.exception("rules over several points could not be looked through")
            return []
        return problems
