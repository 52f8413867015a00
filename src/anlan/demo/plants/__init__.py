"""Simple physics of virtual plants: one step a second, deterministic with a seed, mass never below zero."""

from anlan.demo.plan_model import PlannedEnterprise
from anlan.demo.plants.ammonia import AmmoniaPlant
from anlan.demo.plants.base import Plant
from anlan.demo.plants.dust import DryDustPlant, WetDustPlant

__all__ = ["AmmoniaPlant", "DryDustPlant", "Plant", "WetDustPlant", "plant_of"]

_PLANTS: dict[str, type[Plant]] = {"ammonia": AmmoniaPlant, "dust_wet": WetDustPlant, "dust_dry": DryDustPlant}


def plant_of(enterprise: PlannedEnterprise, seed: int) -> Plant:
    """The virtual plant of a planned enterprise; ``seed`` is the plan's."""
    return _PLANTS[enterprise.sector](seed * 1000 + enterprise.number)
