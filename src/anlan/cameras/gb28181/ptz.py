"""Turning a camera: the eight bytes of PTZCmd (GB/T 28181-2016, annex A.3).

``A5`` · version and check digit · address · what · speed across · speed up · speed of zoom and address · sum.
"""

#: Bits of the fourth byte.
_OUT, _IN, _UP, _DOWN, _LEFT, _RIGHT = 0x20, 0x10, 0x08, 0x04, 0x02, 0x01
_CALL_PRESET = 0x82
PRESET_MAX = 255


def move(pan: float, tilt: float, zoom: float) -> str:
    """Move with speeds −1..1: right, up and in are positive. All 0 stops.

    Raises:
        ValueError: a speed beyond −1..1, or none.
    """
    for speed in (pan, tilt, zoom):
        if not -1 <= speed <= 1:  # NaN fails as well
            raise ValueError(f"a speed is between -1 and 1, not {speed}")
    what = _bit(pan, _RIGHT, _LEFT) | _bit(tilt, _UP, _DOWN) | _bit(zoom, _IN, _OUT)
    return _command(what, _byte(pan), _byte(tilt), round(abs(zoom) * 15) << 4)


def stop() -> str:
    """Stop all movement."""
    return _command(0, 0, 0, 0)


def preset(number: int) -> str:
    """Go to a preset, 1..255.

    Raises:
        ValueError: there cannot be such a preset.
    """
    if not 1 <= number <= PRESET_MAX:
        raise ValueError(f"a preset is between 1 and {PRESET_MAX}, not {number}")
    return _command(_CALL_PRESET, 0, number, 0)


def _bit(speed: float, ahead: int, back: int) -> int:
    return ahead if speed > 0 else back if speed < 0 else 0


def _byte(speed: float) -> int:
    """Never 0 for what moves: 0 is "as slow as you like", which some domes take for standing still."""
    return max(1, round(abs(speed) * 255)) if speed else 0


def _command(what: int, across: int, up: int, zoom: int) -> str:
    version = 0
    check = (0xA + 0x5 + version) % 16
    head = [0xA5, version << 4 | check, 0x01, what, across, up, zoom]
    return bytes([*head, sum(head) % 256]).hex().upper()
