"""Distances to keep from a spill of ammonia: the Emergency Response Guidebook's tables for UN 1005."""

from dataclasses import dataclass

from anlan.domain.data_rows import rows_of

#: How much could escape → the table's own word. A leaking branch under 200 kg is a small spill; a vessel of a cold
#: store holds 1 to 10 t and stands between the nurse tank and the road tanker.
CONTAINERS = {
    "small": "small spill (<= 208 L)",
    "cylinders": "Several small cylinders",
    "vessel": "Farm nurse tank (≈ few m³)",
    "tanker": "Highway tank truck",
    "rail": "Rail tank car",
}


@dataclass(frozen=True, slots=True)
class Distances:
    """``isolate_m`` all round, ``protect_m`` downwind."""

    isolate_m: float
    protect_m: float


def wind_class(wind_m_s: float) -> str:
    """The guidebook's word for a wind: low under 10 km/h, high above 20."""
    km_h = wind_m_s * 3.6
    return "low" if km_h < 10 else "moderate" if km_h <= 20 else "high"


def distances(container: str, *, is_day: bool, wind_m_s: float) -> Distances:
    """What the guidebook says; where it gives a range, the larger figure.

    Raises:
        KeyError: not one of ``CONTAINERS``.
    """
    period, wind = "day" if is_day else "night", wind_class(wind_m_s)
    for row in rows_of("erg_nh3"):
        if row["container"] == CONTAINERS[container] and row["period"] == period and row["wind"] in ("any", wind):
            return Distances(float(row["isolate_m"]), 1000 * float(row["protect_km_max"] or row["protect_km"]))
    raise KeyError(container)
