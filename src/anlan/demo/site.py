"""One virtual plant with its sensors and its stories, in its own time: no sockets, no clock."""

from collections.abc import Callable

from anlan.demo.plan_model import PlannedEnterprise
from anlan.demo.plants import plant_of
from anlan.demo.plants.sensors import Fault, Sample, Sensor
from anlan.demo.scenarios import LinkTrouble, Start

#: Starts (of all plants) whose story may still be going on at a time, in seconds after the run's beginning.
Timetable = Callable[[float], list[Start]]


class Site:
    """Steps its plant second by second under the scenarios in force, and reads its sensors."""

    def __init__(self, enterprise: PlannedEnterprise, seed: int, timetable: Timetable) -> None:
        self.enterprise = enterprise
        self.plant = plant_of(enterprise, seed)
        self._timetable = timetable
        self._sensors = {point.key: Sensor(point, seed) for point in enterprise.points}
        self._second = 0
        self._read_at: float | None = None

    def running(self, t: float) -> list[Start]:
        """Scenarios of this plant that have started and are not over at ``t``."""
        own = self.enterprise.number
        return [s for s in self._timetable(t) if s.scenario.enterprise == own and s.at_s <= t <= s.ends_s]

    def advance(self, t: float) -> None:
        """Bring the plant to ``t`` seconds after the run's beginning, in steps of one second."""
        while self._second < int(t):
            self._second += 1
            controls: dict[str, float] = {}
            for start in self.running(self._second):
                controls |= start.controls(self._second)
            self.plant.controls = controls
            self.plant.step(1.0)

    def read(self, t: float) -> dict[str, Sample]:
        """What every sensor shows at ``t``, by point key. Call :meth:`advance` first."""
        faults: dict[str, Fault] = {}
        for start in self.running(t):
            faults |= start.faults(t)
        since = t - self._read_at if self._read_at is not None else 0.0
        self._read_at = t
        truth = self.plant.truth()
        return {key: sensor.read(truth[key], since, faults.get(key)) for key, sensor in self._sensors.items()}

    def troubles(self, t: float) -> list[LinkTrouble]:
        """What is wrong with the way this plant sends at ``t``."""
        return [trouble for start in self.running(t) for trouble in start.troubles(t)]
