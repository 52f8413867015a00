"""Codes of GB/T 28181 that this platform gives out: 8 region, 2 industry, 3 type, 1 network, 6 number (annex D).

What a platform above sees of us carries the region, the industry and the network of the code under which we are known
there. A camera keeps its number: shared again after a year it is the same channel to the platform above.
"""

import re

CAMERA, BUSINESS_GROUP, ORGANISATION = "132", "215", "216"
#: Numbers of a type; towns take the upper tenth of the organisations', enterprises the rest.
NUMBERS, TOWNS_FROM = 1_000_000, 900_000


def is_code(text: str) -> bool:
    """Is this a whole code?"""
    return re.fullmatch(r"[0-9]{20}", text) is not None


def code_beside(own_code: str, kind: str, number: int) -> str:
    """The code of something of ours, of the type ``kind``.

    Raises:
        ValueError: ``own_code`` is none, or the number does not fit.
    """
    if not is_code(own_code) or not 0 <= number < NUMBERS:
        raise ValueError(f"no code of type {kind} with number {number} beside {own_code!r}")
    return f"{own_code[:10]}{kind}{own_code[13]}{number:06d}"


def town_code(own_code: str, area_code: str) -> str:
    """The node of a town or street: its last three digits tell the towns of a county apart."""
    digits = re.sub(r"[^0-9]", "", area_code)[6:9] or "0"
    return code_beside(own_code, ORGANISATION, TOWNS_FROM + int(digits))


def enterprise_code(own_code: str, enterprise_id: int) -> str:
    """The node of an enterprise."""
    return code_beside(own_code, ORGANISATION, enterprise_id % TOWNS_FROM)
