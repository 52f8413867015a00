"""Who does not answer is asked again later and later: a dead unit must not cost the others every round."""

import asyncio

from anlan.gateway.asking import BACK_OFF_FIRST_S, BACK_OFF_MAX_S


class Pauses:
    """Units of one device that did not answer, on the clock of the running loop."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, float]] = {}  # unit → when to ask again, length of the pause

    def is_paused(self, unit: int) -> bool:
        """True while it is not to be asked."""
        return unit in self._known and self._known[unit][0] > asyncio.get_running_loop().time()

    def pause(self, unit: int) -> None:
        """It did not answer; the next pause is twice as long."""
        length_s = min(2 * self._known[unit][1], BACK_OFF_MAX_S) if unit in self._known else BACK_OFF_FIRST_S
        self._known[unit] = asyncio.get_running_loop().time() + length_s, length_s

    def resume(self, unit: int) -> None:
        """It answered."""
        self._known.pop(unit, None)
