"""Gas in rooms: sources, ventilation, and what creeps through doors into the next room.

Mass balance of room i:  dm/dt = G − q·m/V + Σ k·(m_j/V_j − m_i/V_i), with G in g/s, q and k in m³/s, V in m³.
Each exchange is integrated exactly (an exponential), so that no step can take out more than there is.
"""

import math
from dataclasses import dataclass

#: Ammonia at 20 °C: 1 ppm is 0.708 mg/m³.
MG_PER_PPM = 0.708


@dataclass(slots=True)
class Room:
    """One room. ``mass_g`` is the gas in it, ``vented_g`` what its ventilation has taken out so far."""

    volume_m3: float
    air_m3_s: float
    mass_g: float = 0.0
    vented_g: float = 0.0

    @property
    def ppm(self) -> float:
        """Concentration of ammonia."""
        return self.mass_g * 1000 / self.volume_m3 / MG_PER_PPM


class Rooms:
    """Rooms and the openings between them."""

    def __init__(self, rooms: dict[str, Room], openings: list[tuple[str, str, float]]) -> None:
        self.rooms = rooms
        self.openings = openings

    def __getitem__(self, name: str) -> Room:
        return self.rooms[name]

    def step(self, dt_s: float, sources_g_s: dict[str, float], extra_air_m3_s: dict[str, float]) -> None:
        """Move on: inject, exchange, ventilate. Sources below zero count as none."""
        for name, room in self.rooms.items():
            room.mass_g += max(0.0, sources_g_s.get(name, 0.0)) * dt_s
        for a, b, k_m3_s in self.openings:
            self._exchange(self.rooms[a], self.rooms[b], k_m3_s, dt_s)
        for name, room in self.rooms.items():
            air = room.air_m3_s + max(0.0, extra_air_m3_s.get(name, 0.0))
            out = room.mass_g * (1 - math.exp(-air * dt_s / room.volume_m3))
            room.mass_g -= out
            room.vented_g += out

    @staticmethod
    def _exchange(a: Room, b: Room, k_m3_s: float, dt_s: float) -> None:
        total, volume = a.mass_g + b.mass_g, a.volume_m3 + b.volume_m3
        rate = k_m3_s * (1 / a.volume_m3 + 1 / b.volume_m3)
        balanced = total * a.volume_m3 / volume
        a.mass_g = balanced + (a.mass_g - balanced) * math.exp(-rate * dt_s)
        b.mass_g = total - a.mass_g
