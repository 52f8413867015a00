"""Who listens, and what may reach them. A topic that nobody classified reaches nobody."""

from dataclasses import dataclass

from anlan.bus.messages import ScreenEvent
from anlan.domain import canary

#: Topics that belong to an enterprise: told to whoever may see that enterprise.
SCOPED = frozenset({"alarm", "incident", "gateway", "point", "notice", "register"})
#: Topics about the platform or about sources without an owner: told to county-wide viewers only.
COUNTY = frozenset({"unknown", "config", "overview"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """One signed-in person. ``enterprise_ids`` None means the whole county."""

    user_id: int
    session_key: str
    enterprise_ids: frozenset[int] | None

    def may_see_enterprise(self, enterprise_id: int | None) -> bool:
        """True when the enterprise lies in this person's scope."""
        if self.enterprise_ids is None:
            return True
        return enterprise_id is not None and enterprise_id in self.enterprise_ids

    def may_see(self, event: ScreenEvent) -> bool:
        """True when this event may be told to this person."""
        if event.topic in SCOPED:
            return self.may_see_enterprise(event.enterprise_id)
        return event.topic in COUNTY and self.enterprise_ids is None


@dataclass(frozen=True, slots=True)
class Watcher(Viewer):
    """The dead man's watcher: hears of the canary, and of nothing else."""

    def may_see(self, event: ScreenEvent) -> bool:
        """True for the canary's news."""
        return event.topic == canary.TOPIC
