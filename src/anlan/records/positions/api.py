"""Shared positions over HTTP."""

from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field, FiniteFloat

from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.core.guard import require
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.positions import selectors, services
from anlan.records.registry.catalog import Right, register_get

router = Router(tags=["positions"])


class MyTaskOut(Schema):
    """An open task the caller is charged with."""

    id: int
    no: str
    title: str
    unit: str
    command: str
    deadline_at: str
    is_sharing: bool


class MyTasksOut(Schema):
    """``kept_days``: how long places are kept after they were shared; the phone says so when it asks."""

    items: list[MyTaskOut]
    kept_days: int


class PositionIn(StrictSchema):
    """Where a phone is, WGS-84 as browsers give it, and when it was there."""

    lon: Annotated[FiniteFloat, Field(ge=73, le=136)]
    lat: Annotated[FiniteFloat, Field(ge=3, le=54)]
    accuracy_m: Annotated[FiniteFloat, Field(ge=0, le=100_000)] | None = None
    at: AwareDatetime


class LeftOut(Schema):
    """What is left of the way to the task; ``straight`` is no arrival time."""

    kind: Literal["road", "straight"]
    distance_m: int
    minutes: float


class VehicleOut(Schema):
    """The last known place of somebody on the way; ``is_stale`` after two minutes: where they are now is unknown."""

    id: int
    task_id: int
    task_no: str
    task_title: str
    unit: str
    person: str
    lon: float
    lat: float
    accuracy_m: float | None
    at: str
    age_s: int
    is_stale: bool
    left: LeftOut | None


def _may(request: HttpRequest, right: str) -> User:
    return cast(User, require(request, Right(register_get(selectors.REGISTER), right)))


@router.get("/map/vehicles", response={200: list[VehicleOut], **PROBLEMS})
def vehicle_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Who is on the way for an open task of a command, as far as they share it."""
    return selectors.vehicles(for_user=_may(request, "view"))


@router.get("/command-tasks/mine", response={200: MyTasksOut, **PROBLEMS})
def my_tasks(request: HttpRequest) -> dict[str, Any]:
    """Open tasks the caller is charged with, and whether they share their position for them."""
    user = _may(request, "work")
    return {"items": selectors.tasks_of(user), "kept_days": settings().position_kept_days}


@router.post("/command-tasks/{int:task_id}/sharing", response={204: None, **PROBLEMS})
def sharing_start(request: HttpRequest, task_id: int) -> Status[None]:
    """Agree to be seen on the map until the task ends."""
    user = _may(request, "work")
    task = selectors.task_get(for_user=user, task_id=task_id)
    services.sharing_start(actor=user, task=task, request=request)
    return Status(204, None)


@router.post("/command-tasks/{int:task_id}/positions", response={204: None, **PROBLEMS})
def position_add(request: HttpRequest, task_id: int, body: PositionIn) -> Status[None]:
    """Say where one is; 409 when the task is over or nothing is shared."""
    user = _may(request, "work")
    task = selectors.task_get(for_user=user, task_id=task_id)
    services.position_add(actor=user, task=task, **body.model_dump())
    return Status(204, None)


@router.delete("/command-tasks/{int:task_id}/sharing", response={204: None, **PROBLEMS})
def sharing_end(request: HttpRequest, task_id: int) -> Status[None]:
    """Be seen no more."""
    user = _may(request, "work")
    task = selectors.task_get(for_user=user, task_id=task_id)
    services.sharing_end(actor=user, task=task, request=request)
    return Status(204, None)
