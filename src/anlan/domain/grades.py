"""The four warning grades 红橙黄蓝: shape and word as well as colour, everywhere."""

from enum import StrEnum


class Grade(StrEnum):
    """Grade of a warning, worst first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def rank(self) -> int:
        """1 = red … 4 = blue."""
        return list(Grade).index(self) + 1


def worst(grades: list[Grade]) -> Grade:
    """The most severe of ``grades`` (at least one)."""
    return min(grades, key=lambda grade: grade.rank)
