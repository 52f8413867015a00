"""The few types that every drawing module shares."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

#: A picture (height × width × 3, uint8, BGR), a mask, or points (…, 2) or (…, 3); each docstring says which.
Array: TypeAlias = NDArray[Any]
#: Blue, green, red, 0–255: OpenCV's order.
Colour: TypeAlias = tuple[float, float, float]
#: A place on the floor in metres: x to the right, z away from the camera's wall.
Place: TypeAlias = tuple[float, float]
#: x0, y0, x1, y1 in pixels.
Box: TypeAlias = tuple[float, float, float, float]


def scaled(colour: Colour, factor: float) -> Colour:
    """The colour in another light, kept within 0–255."""
    b, g, r = colour
    return min(255.0, b * factor), min(255.0, g * factor), min(255.0, r * factor)


def blended(a: Colour, b: Colour, share: float) -> Colour:
    """``a`` with ``share`` (0–1) of ``b`` in it."""
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )
