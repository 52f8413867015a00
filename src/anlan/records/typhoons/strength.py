"""How strong a tropical cyclone is called by the wind near its middle: GB/T 19201-2006, m/s."""

#: Least wind near the middle (m/s), and what it is called from there.
CLASSES = (
    (51.0, "超强台风"), (41.5, "强台风"), (32.7, "台风"), (24.5, "强热带风暴"), (17.2, "热带风暴"), (10.8, "热带低压"),
)  # fmt: skip
UNKNOWN = "未定级"


def strength_of(wind_m_s: float | None) -> str:
    """The class by the wind near the middle; what is weaker or unknown has none."""
    if wind_m_s is None:
        return UNKNOWN
    return next((name for least, name in CLASSES if wind_m_s >= least), UNKNOWN)
