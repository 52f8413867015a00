"""Ids of GB/T 28181: 20 digits = 8 region, 2 industry, 3 type, 1 network, 6 number (2016, annex D)."""

import re

_ID = re.compile(r"[0-9]{20}")
#: Directories of a catalogue may carry a shorter code: a region of 2, 4, 6 or 8 digits.
_DIRECTORY = re.compile(r"[0-9]{2,20}")

#: Types whose pictures can be asked for: a camera, a network camera.
CAMERA_TYPES = frozenset({"131", "132"})
#: Types that only hold others: business group, virtual organisation.
GROUP_TYPES = frozenset({"215", "216"})


def is_id(text: str) -> bool:
    """Is this a whole id?"""
    return _ID.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Is this an id, or the region's code that a directory may have in its place?"""
    return _DIRECTORY.fullmatch(text) is not None


def type_of(device_id: str) -> str:
    """The three digits that say what it is; empty for a directory's short code."""
    return device_id[10:13] if is_id(device_id) else ""
