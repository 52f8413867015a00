"""What sensor kinds are called."""

from anlan.records.sites.defaults import defaults_of


def kind_name(kind: str) -> str:
    """Chinese name of a sensor kind, e.g. ``氨气浓度``; the code itself when nobody named it."""
    return defaults_of(kind).name if kind else ""


def kind_name_en(kind: str) -> str:
    """English name of a sensor kind, e.g. ``Ammonia``; the code itself when nobody named it."""
    return defaults_of(kind).name_en if kind else ""
