"""A reading as a sentence says it: states by their name, a camera's certainty in hundredths, the rest with its unit."""

from functools import lru_cache

from anlan.domain.data_rows import rows_of


def value_words(kind: str, unit: str, value: float) -> str:
    """``28 ppm``, ``停止``, ``85%``. A state without words stays its number.

    Args:
        kind: of the point, e.g. ``fan_state``; words stand in ``data/state_words.csv``.
        unit: of the point as stored; ``state`` and ``score`` are never printed.
        value: finite.
    """
    if unit == "state":
        return state_words().get((kind, value), (f"{value:g}",))[0]
    return f"{value:.0%}" if unit == "score" else f"{value:g} {unit}".rstrip()


@lru_cache(maxsize=1)
def state_words() -> dict[tuple[str, float], tuple[str, ...]]:
    """``{(kind, value): (Chinese, English)}``."""
    return {(row["kind"], float(row["value"])): (row["zh"], row["en"]) for row in rows_of("state_words")}
