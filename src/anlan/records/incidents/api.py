"""Work orders over HTTP: edges only; rules are in workflow, services and selectors."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Router, Schema
from pydantic import Field

from anlan.domain.incident_states import IncidentAction
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed, signed_in
from anlan.records.accounts.models import User
from anlan.records.alarm_log.api import measures_data
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import receipts
from anlan.records.core.files import attachment_data
from anlan.records.core.models import Attachment
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.core.workflow import allowed as actions_for
from anlan.records.incidents import selectors, services, support, workflow
from anlan.records.incidents.files_api import router as files_router
from anlan.records.incidents.form import Form
from anlan.records.incidents.models import Incident
from anlan.records.incidents.rows import alarms_of, incident_data

router = Router(tags=["incidents"])
router.add_router("", files_router)


class IncidentPage(Schema):
    items: list[dict[str, Any]]
    total: int
    page: int
    page_size: int


class ActionIn(StrictSchema):
    comment: str = ""
    reason: str = ""
    to_user_id: int | None = None
    measures_done: list[str] = []
    attachment_ids: list[int] = []
    to_user_ids: list[int] = Field([], max_length=20)
    into_id: int | None = Field(None, ge=1, le=2**62)
    alarm_ids: list[int] = Field([], max_length=500)
    convert_to: str = ""
    values: dict[str, Any] = Field({}, max_length=50)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)


class SupportAnswerIn(StrictSchema):
    coming: bool
    comment: str = Field("", max_length=500)


@router.get("/incidents", response={200: IncidentPage, **PROBLEMS})
def incident_list(
    request: HttpRequest,
    state: Literal["open", "all", "closed", "overdue", "to_verify", "mine"] = "open",
    grade: str = "",
    enterprise: int | None = None,
    q: str = "",
    page: int = 1,
    page_size: int = 50,
) -> dict[str, Any]:
    """Work orders in the reader's scope, newest first."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    rows = selectors.incident_list(for_user=user, state=state, grade=grade, enterprise=enterprise, q=q)
    shown = paged(rows, page=page, page_size=page_size)
    alarms, asked = alarms_of(shown["items"]), selectors.support_asked_of(user, shown["items"])
    shown["items"] = [
        {**_row(incident, user, alarms[incident.pk]), "is_support_asked": incident.pk in asked}
        for incident in shown["items"]
    ]
    return shown


@router.get("/incidents/{int:incident_id}", response={200: dict[str, Any], **PROBLEMS})
def incident_get(request: HttpRequest, incident_id: int) -> dict[str, Any]:
    """One work order with everything that happened."""
    user = allowed(request, Permission.INCIDENT_VIEW)
    return _detail(selectors.incident_get(for_user=user, incident_id=incident_id), user)


@router.post("/incidents/{int:incident_id}/actions/{action}", response={200: dict[str, Any], **PROBLEMS})
def incident_act(
    request: HttpRequest, incident_id: int, action: IncidentAction, body: ActionIn, idempotency_key: Header[str] = ""
) -> dict[str, Any]:
    """Take one step of the closed loop; ``allowed_actions`` of the work order lists what is possible.

    With an ``Idempotency-Key``, a repetition is answered with the work order as it is now and does nothing.
    """
    user = signed_in(request)
    form = Form(**body.dict())

    def step() -> dict[str, Any]:
        services.act(incident_id=incident_id, action=action, actor=user, form=form, request=request)
        return {"incident_id": incident_id}

    what = f"incident {incident_id} {action.value} {body.model_dump_json()}"
    receipts.once(person=user, key=idempotency_key, what=what, work=step)
    return _detail(selectors.incident_get(for_user=user, incident_id=incident_id), user)


@router.post("/incidents/{int:incident_id}/support/{int:support_id}/answer", response={200: dict[str, Any], **PROBLEMS})
def support_answer(
    request: HttpRequest, incident_id: int, support_id: int, body: SupportAnswerIn, idempotency_key: Header[str] = ""
) -> dict[str, Any]:
    """Say whether one comes to help; only who was asked may.

    With an ``Idempotency-Key``, a repetition is answered with the work order as it is now and does nothing.
    """
    user = allowed(request, Permission.INCIDENT_NOTE)

    def reply() -> dict[str, Any]:
        support.answer(incident_id=incident_id, support_id=support_id, actor=user, request=request, **body.dict())
        return {"incident_id": incident_id}

    what = f"support {incident_id} {support_id} {body.model_dump_json()}"
    receipts.once(person=user, key=idempotency_key, what=what, work=reply)
    return _detail(selectors.incident_get(for_user=user, incident_id=incident_id), user)


def _row(incident: Incident, user: User, alarms: list[Alarm]) -> dict[str, Any]:
    actions = actions_for(tuple(workflow.ACTIONS.values()), incident, user)
    return {**incident_data(incident, alarms), "allowed_actions": actions}


def _detail(incident: Incident, user: User) -> dict[str, Any]:
    alarms = alarms_of([incident])[incident.pk]
    photos = Attachment.objects.filter(owner_type="incident", owner_id=incident.pk).select_related("created_by")
    head = min(alarms, key=lambda a: (a.grade != incident.grade, -a.pk), default=None)
    return {
        **_row(incident, user, alarms),
        "support": selectors.incident_support(incident),
        "links": selectors.incident_links(incident),
        "timeline": selectors.incident_timeline(incident),
        "notices": selectors.incident_notices(incident),
        "attachments": [attachment_data(photo) for photo in photos.order_by("id")],
        "measures": measures_data(head.kind, head.rule, head.label) if head else [],
    }
