"""Which kind of point is it, probably? From what a device calls it and the unit it sends; a person confirms.

A wrong guess costs a click, a silent one costs a person the list of thirty kinds: so it guesses where a word is clear
and says nothing where two kinds are as likely.
"""

import re

#: Words in an address, in lower case, and what they mean; the first that is found wins.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"nh3|ammonia|a21001|氨", "nh3_concentration"),
    (r"\bh2\b|hydrogen|z01001|氢", "h2_concentration"),
    (r"lel|combust|可燃", "combustible_gas"),
    (r"filter_?dp|\bdp\b|压差", "filter_dp"),
    (r"hopper|灰斗", "hopper_temperature"),
    (r"spark|火花", "spark_count"),
    (r"fan|风机", "fan_state"),
    (r"airlock|卸灰", "airlock_state"),
    (r"dust|pm\d|z02001|粉尘", "dust_concentration"),
    (r"people|headcount|人数", "people_count"),
    (r"receiver.*press|储氨器压力", "hp_receiver_pressure"),
    (r"receiver.*level|储氨器液位", "hp_receiver_level"),
    (r"recirc.*level|循环桶液位", "lp_recirculator_level"),
    (r"condens|冷凝", "condensing_temperature"),
    (r"discharge|排气", "compressor_discharge_temperature"),
    (r"freez|速冻", "quick_freezing_room_temperature"),
)
#: Units that only one kind here uses.
_UNITS = {"ppm": "nh3_concentration", "mg/m3": "dust_concentration", "pa": "filter_dp", "mpa": "hp_receiver_pressure"}


def guess_kind(address: str, unit: str = "") -> str:
    """Name of the kind, or "" when nothing speaks for one."""
    text = re.sub(r"[_\-./]+", " ", address.lower()) + " " + address.lower()
    for pattern, kind in _WORDS:
        if re.search(pattern, text):
            return kind
    return _UNITS.get(unit.strip().lower().replace("³", "3"), "")
