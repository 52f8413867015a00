"""The county and its towns."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.records.core.schemas import PROBLEMS
from anlan.records.places.county import county as county_now
from anlan.records.places.selectors import town_list

router = Router(tags=["places"])


class TownOut(Schema):
    """A town, street or township; confidence U means the position is a guess within 3 km."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    confidence: str
    sketch: dict[str, Any] | None


class CountyOut(Schema):
    """The county with its towns; outlines are sketches, for orientation only."""

    code: str
    name: str
    lon: float
    lat: float
    bbox: list[float]
    view: list[float]
    towns: list[TownOut]


@router.get("/county", response={200: CountyOut, **PROBLEMS})
def county(request: HttpRequest) -> dict[str, Any]:
    """The county and its towns."""
    return {**asdict(county_now()), "towns": list(town_list())}
