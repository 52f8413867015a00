"""An ammonia refrigeration plant: compressors, receivers, recirculators, rooms that a leak fills and a fan empties.

Controls: ``leak.<room>`` g/s, ``exhaust.<room>`` m³/s of emergency ventilation, ``feed.<n>`` % of volume a second
into receiver n, ``drain.<n>``, ``liquid.<n>`` % a second into recirculator n, ``condenser_fault`` 0–1,
``condenser_boost`` 0 or 1, ``discharge.<n>`` extra °C, ``defrost.<n>`` extra °C in the freezer, ``people`` extra
persons.
"""

from anlan.demo.plants.base import Plant, towards
from anlan.demo.plants.rooms import Room, Rooms


def _rooms() -> Rooms:
    return Rooms(
        {
            "制冷机房": Room(240, 0.8),
            "阀站": Room(120, 0.4),
            "速冻间": Room(160, 0.4),
            "包装间": Room(400, 1.5),
            "冷藏库": Room(600, 0.6),
            "加氨区": Room(300, 6.0),
        },
        [("制冷机房", "阀站", 0.8), ("阀站", "速冻间", 0.15), ("速冻间", "包装间", 0.3), ("包装间", "冷藏库", 0.1)],
    )


#: Two probes hang in the machine room; the second is nearer the door and sees a little less.
_PROBES = {
    "nh3_machine_1": ("制冷机房", 1.0),
    "nh3_machine_2": ("制冷机房", 0.82),
    "nh3_valve": ("阀站", 1.0),
    "nh3_freezer": ("速冻间", 1.0),
    "nh3_packing": ("包装间", 1.0),
    "nh3_store": ("冷藏库", 1.0),
    "nh3_charging": ("加氨区", 1.0),
}

#: What seeps from glands and seals in normal running; makes 1–3 ppm in the machine room.
_SEEPAGE_G_S = {"制冷机房": 0.0012, "阀站": 0.0004, "速冻间": 0.0002, "加氨区": 0.003}


class AmmoniaPlant(Plant):
    """State: gas in rooms, levels of vessels, condensing temperature, freezer temperatures, people in the freezer."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.rooms = _rooms()
        for name, grams in _SEEPAGE_G_S.items():
            room = self.rooms[name]
            room.mass_g = grams / room.air_m3_s * room.volume_m3
        self.receiver = [self.rng.uniform(50, 58), self.rng.uniform(48, 56)]
        self.recirculator = [self.rng.uniform(16, 20), self.rng.uniform(17, 21)]
        self.condensing_c = 33.0
        self.discharge_c = [76.0, 78.0, 75.0]
        self.freezer_c = [-31.0, -30.0]
        self.workers = 4
        self.people = 4.0

    def advance(self, dt_s: float) -> None:
        """One step of gas, vessels, temperatures and people."""
        sources = {name: grams + self.control(f"leak.{name}") for name, grams in _SEEPAGE_G_S.items()}
        for name in ("包装间", "冷藏库"):
            sources[name] = self.control(f"leak.{name}")
        self.rooms.step(dt_s, sources, {name: self.control(f"exhaust.{name}") for name in self.rooms.rooms})
        self._vessels(dt_s)
        self._temperatures(dt_s)
        self._walk(dt_s)

    def _vessels(self, dt_s: float) -> None:
        for i in (0, 1):
            # The float valve brings the level back to where the load wants it, slowly.
            wanted = 60 - 10 * self.load + i
            feed, drain = self.control(f"feed.{i + 1}"), self.control(f"drain.{i + 1}")
            level = self.receiver[i] if feed or drain else towards(self.receiver[i], wanted, 400, dt_s)
            self.receiver[i] = min(100.0, max(0.0, level + (feed - drain) * dt_s))
            liquid = self.control(f"liquid.{i + 1}")
            wanted = 12 + 8 * self.load + i
            level = self.recirculator[i] if liquid else towards(self.recirculator[i], wanted, 120, dt_s)
            self.recirculator[i] = min(100.0, max(0.0, level + liquid * dt_s))

    def _temperatures(self, dt_s: float) -> None:
        wanted = 28 + 6 * self.load + 14 * self.control("condenser_fault")
        # Standing still it warms with 25 s; with all its sprays on it cools in a third of that.
        self.condensing_c = towards(self.condensing_c, wanted, 8 if self.control("condenser_boost") else 25, dt_s)
        for i in range(3):
            wanted = 60 + 0.4 * self.condensing_c + 6 * self.load + i + self.control(f"discharge.{i + 1}")
            self.discharge_c[i] = towards(self.discharge_c[i], wanted, 20, dt_s)
        for i in (0, 1):
            wanted = -27 - 6 * self.load + i + self.control(f"defrost.{i + 1}")
            self.freezer_c[i] = towards(self.freezer_c[i], wanted, 30, dt_s)

    def _walk(self, dt_s: float) -> None:
        """Somebody goes in or out about every twenty seconds; in normal work there are two to six."""
        if self.rng.random() < dt_s / 20:
            self.workers = min(6, max(2, self.workers + self.rng.choice((-1, 1))))
        self.people = self.workers + self.control("people")

    def pressure_mpa(self, vessel: int) -> float:
        """Gauge pressure of receiver ``vessel`` (0 or 1): it follows the condensing temperature.

        1.17 MPa at 33 °C and 1.47 MPa at 40.5 °C, within 2 % of saturated ammonia over this range.
        """
        return 1.17 + 0.040 * (self.condensing_c - 33.0) + 0.004 * vessel

    def truth(self) -> dict[str, float]:
        """Every signal of the plant."""
        values = {key: self.rooms[room].ppm * share for key, (room, share) in _PROBES.items()}
        for i in (0, 1):
            values[f"receiver_level_{i + 1}"] = self.receiver[i]
            values[f"receiver_pressure_{i + 1}"] = self.pressure_mpa(i)
            values[f"recirculator_level_{i + 1}"] = self.recirculator[i]
            values[f"freezer_temperature_{i + 1}"] = self.freezer_c[i]
        for i in range(3):
            values[f"discharge_temperature_{i + 1}"] = self.discharge_c[i]
        values["condensing_temperature"] = self.condensing_c
        values["freezer_people"] = self.people
        return values
