"""Which of several cameras processes speaks with platforms above: the one that has the lease.

They all register under one id. Two of them would take each other's registration away, again and again, and pictures
would be asked of now one and now the other.
"""

import asyncio
from collections.abc import Callable

from anlan.bus.leading import lead
from anlan.bus.lease import Lease
from anlan.bus.messages import ConfigSnapshot
from anlan.cameras.cascade.cascade import Cascade


class CascadeDuty:
    """Hands the configuration to the cascade while the duty is ours; lives on the event loop."""

    def __init__(self, cascade: Cascade, new_lease: Callable[[], Lease], stop: asyncio.Event) -> None:
        self._cascade, self._new_lease, self._stop = cascade, new_lease, stop
        self._newest: ConfigSnapshot | None = None
        self.is_ours = False

    @property
    def answers(self) -> bool:
        """May this process say how registrations are? That there are none says every one where it is off."""
        return self.is_ours or not self._cascade.is_on

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Know what is configured; it is done now, or when the duty falls to us."""
        self._newest = snapshot
        if self.is_ours:
            self._cascade.adopt(snapshot)

    async def run(self) -> None:
        """Stand by and speak with them whenever no other process does, until told to stop."""
        if self._cascade.is_on:
            await lead(self._new_lease, self._stop, self._while_ours)
        else:
            await self._stop.wait()

    async def _while_ours(self, lease: Lease) -> None:
        self.is_ours = True
        try:
            if self._newest is not None:
                self._cascade.adopt(self._newest)
            await self._stop.wait()
        finally:
            self.is_ours = False
            # Who lost the duty says no goodbye: it would end the registration of the process that has it now.
            await self._cascade.close(says_goodbye=not lease.lost.is_set())
