"""What is learnt from work orders, over HTTP."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Router
from pydantic import Field

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.closing import selectors, services
from anlan.records.core import receipts
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.incidents.selectors import incident_get

router = Router(tags=["closing"])

Days = Annotated[int, Field(ge=1, le=3660)]
Times = Annotated[int, Field(ge=2, le=1000)]


class ClassificationIn(StrictSchema):
    """Codes of :func:`closing_classes`."""

    cause: str
    measures: Annotated[list[str], Field(max_length=20)] = []
    note: Annotated[str, Field(max_length=500)] = ""


class UsefulnessIn(StrictSchema):
    """Was the alarm useful?"""

    is_useful: bool


@router.get("/closing-classes", response={200: list[dict[str, Any]], **PROBLEMS})
def closing_classes(request: HttpRequest) -> list[dict[str, Any]]:
    """Causes and measures that may be chosen at closing, each with the standard it is taken from."""
    allowed(request, Permission.INCIDENT_VIEW)
    return selectors.classes()


@router.get("/incidents/{int:incident_id}/learning", response={200: dict[str, Any], **PROBLEMS})
def incident_learning(request: HttpRequest, incident_id: int) -> dict[str, Any]:
    """Classification, usefulness and issued reports of one work order."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    return selectors.learning_of(incident_get(for_user=user, incident_id=incident_id), user)


@router.put("/incidents/{int:incident_id}/classification", response={200: dict[str, Any], **PROBLEMS})
def incident_classify(request: HttpRequest, incident_id: int, body: ClassificationIn) -> dict[str, Any]:
    """Say why it happened and what was done, in classes."""
    user = allowed(request, Permission.INCIDENT_VERIFY)
    incident = services.classify(incident_id=incident_id, actor=user, request=request, **body.model_dump())
    return selectors.learning_of(incident, user)


@router.post("/incidents/{int:incident_id}/usefulness", response={200: dict[str, Any], **PROBLEMS})
def incident_usefulness(
    request: HttpRequest, incident_id: int, body: UsefulnessIn, idempotency_key: Header[str] = ""
) -> dict[str, Any]:
    """Answer in one tap whether the alarm was useful."""
    user = allowed(request, Permission.INCIDENT_NOTE)
    incident = incident_get(for_user=user, incident_id=incident_id)

    def answer() -> dict[str, Any]:
        services.tell_usefulness(incident=incident, actor=user, is_useful=body.is_useful, request=request)
        return {}

    what = f"usefulness {incident_id} {body.is_useful}"
    receipts.once(person=user, key=idempotency_key, what=what, work=answer)
    return selectors.learning_of(incident, user)


@router.get("/learning/statistics", response={200: dict[str, Any], **PROBLEMS})
def learning_statistics(request: HttpRequest, days: Days = 30) -> dict[str, Any]:
    """Causes, measures and usefulness of the work orders opened lately, within the reader's scope."""
    return selectors.statistics(for_user=allowed(request, Permission.INCIDENT_VIEW), days=days)


@router.get("/learning/repeat-offenders", response={200: dict[str, Any], **PROBLEMS})
def learning_repeat_offenders(
    request: HttpRequest, times: Times | None = None, days: Days | None = None
) -> dict[str, Any]:
    """The same enterprise with the same point or cause again and again; without figures, those of the settings."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    machine = settings()
    asked = {"times": times or machine.repeat_times, "days": days or machine.repeat_days}
    return {**asked, "items": selectors.repeat_offenders(for_user=user, **asked)}
