"""The county and its towns."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.places.county import county as county_now
from anlan.records.places.selectors import town_list
from anlan.records.places.services import county_update

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


class CountyIn(StrictSchema):
    """Boxes are west, south, east, north in degrees, WGS-84: all of the county, and what the map opens with."""

    code: str = Field(min_length=6, max_length=6)
    name: str = Field(min_length=2, max_length=32)
    lon: FiniteFloat = Field(ge=-180, le=180)
    lat: FiniteFloat = Field(ge=-90, le=90)
    bbox: list[FiniteFloat] = Field(min_length=4, max_length=4)
    view: list[FiniteFloat] = Field(min_length=4, max_length=4)


@router.get("/county", response={200: CountyOut, **PROBLEMS})
def county(request: HttpRequest) -> dict[str, Any]:
    """The county and its towns."""
    return {**asdict(county_now()), "towns": list(town_list())}


@router.put("/county", response={200: CountyOut, **PROBLEMS})
def county_change(request: HttpRequest, body: CountyIn) -> dict[str, Any]:
    """Say which county this is; its towns are kept in the back office."""
    user = allowed(request, Permission.ADMIN_SITE)
    require_confirmed(request)
    county_update(actor=user, values=body.model_dump(), request=request)
    return county(request)
