"""Where a shipped number or measure comes from, in the words of an official: papers by their names, not our codes."""

import re
from functools import lru_cache

from anlan.domain.data_rows import rows_of

#: How sure a shipped number is: official, second-hand, from a single source, unconfirmed, our own proposal.
MARKS = ("H", "M", "L", "U", "D")

_CODE = re.compile(r"S\d+")
# Our own notes are no paper that a reader could look up: the mark beside the number says whose proposal it is.
_OURS = ("handbook", "set-up wizard")


def named(codes: str) -> str:
    """``S07; S66`` as the papers' names; a text that names its paper itself keeps its words."""
    parts = [part.strip() for part in codes.split(";") if part.strip() and not part.strip().startswith(_OURS)]
    return "；".join(_name(part) for part in parts)


def _name(part: str) -> str:
    found = _CODE.search(part)
    return _papers()[found.group()] if found else part


@lru_cache(maxsize=1)
def _papers() -> dict[str, str]:
    return {row["code"]: row["name_zh"] for row in rows_of("sources")}
