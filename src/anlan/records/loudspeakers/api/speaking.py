"""Saying something: what is suggested, how it will sound, the order itself, and what became of it."""

import base64
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import Invalid
from anlan.records.core.paging import paged
from anlan.records.core.schemas import PROBLEMS, Page
from anlan.records.incidents.selectors import incident_get
from anlan.records.loudspeakers import selectors
from anlan.records.loudspeakers.api.rows import broadcast_data, call_data, loudspeaker_data
from anlan.records.loudspeakers.api.schemas import (
    BroadcastDetailOut,
    BroadcastHeardOut,
    BroadcastIn,
    BroadcastOut,
    BroadcastScriptIn,
    BroadcastSuggestionOut,
)
from anlan.records.loudspeakers.models import Broadcast, Sentence
from anlan.records.loudspeakers.saying import Script, heard
from anlan.records.loudspeakers.sentences import saying_of_incident
from anlan.records.loudspeakers.services import broadcasts
from anlan.records.loudspeakers.sound import as_wav

router = Router()


class BroadcastsAsked(Schema):
    reason: Literal["", "manual", "alarm", "test"] = ""
    incident: int | None = Field(default=None, ge=1, le=2**63 - 1)
    loudspeaker: int | None = Field(default=None, ge=1, le=2**63 - 1)
    page: int = 1
    page_size: int = 50


@router.get("/incidents/{int:incident_id}/broadcast-suggestion", response={200: BroadcastSuggestionOut, **PROBLEMS})
def suggestion(request: HttpRequest, incident_id: int) -> dict[str, Any]:
    """The sentence for a work order, and the loudspeakers of its enterprise and within a kilometre of it."""
    user = allowed(request, Permission.BROADCAST_SPEAK)
    incident = incident_get(for_user=user, incident_id=incident_id)
    saying, plant = saying_of_incident(incident), incident.enterprise
    rows = []
    if plant is not None:
        near = selectors.loudspeakers_near(for_user=user, middle=(plant.lon, plant.lat), radius_m=selectors.NEAR_M)
        own = selectors.loudspeaker_list(for_user=user, enterprise=plant.pk).filter(is_enabled=True)
        known = {row.pk for _, row in near}
        rows = [loudspeaker_data(row) for row in own if row.pk not in known]
        rows += [loudspeaker_data(row, far) for far, row in near]
    return {"text": saying.text[:200], "sentence_id": saying.sentence_id, "loudspeakers": rows}


@router.post("/broadcasts/preview", response={200: BroadcastHeardOut, **PROBLEMS})
def preview(request: HttpRequest, body: BroadcastScriptIn) -> dict[str, Any]:
    """How it will sound, and its words exactly: what the dialog shows before anybody hears it."""
    allowed(request, Permission.SITE_VIEW)
    script = _script(body)
    whole = heard(script)
    once = heard(Script(script.text, 1, script.is_drill, script.recording)) if script.repeats > 1 else whole
    sound = base64.b64encode(as_wav(once.samples)).decode()
    return {"words": whole.words, "by": whole.by, "seconds": whole.seconds, "sound": sound}


@router.post("/broadcasts", response={201: BroadcastOut, **PROBLEMS})
def broadcast_order(request: HttpRequest, body: BroadcastIn) -> Status[dict[str, Any]]:
    """Say it now, through these loudspeakers."""
    user = allowed(request, Permission.BROADCAST_SPEAK)
    given = body.dict()
    incident_id = given.pop("incident_id")
    _require_words(body)
    incident = incident_get(for_user=user, incident_id=incident_id) if incident_id is not None else None
    made = broadcasts.broadcast_order(actor=user, incident=incident, request=request, **given)
    return Status(201, _shown(made, user))


@router.get("/broadcasts", response={200: Page[BroadcastOut], **PROBLEMS})
def broadcast_list(request: HttpRequest, asked: Query[BroadcastsAsked]) -> dict[str, Any]:
    """Broadcasts within the reader's scope, newest first; tests only where they are asked for."""
    user = allowed(request, Permission.SITE_VIEW)
    rows = selectors.broadcast_list(
        for_user=user, reason=asked.reason, incident_id=asked.incident, loudspeaker_id=asked.loudspeaker
    )
    page = paged(rows, page=asked.page, page_size=asked.page_size)
    counted = selectors.progress_of((row.pk for row in page["items"]), for_user=user)
    return {**page, "items": [broadcast_data(row, counted.get(row.pk, {})) for row in page["items"]]}


@router.get("/broadcasts/{int:broadcast_id}", response={200: BroadcastDetailOut, **PROBLEMS})
def broadcast_get(request: HttpRequest, broadcast_id: int) -> dict[str, Any]:
    """One broadcast with every call that was made for it."""
    user = allowed(request, Permission.SITE_VIEW)
    row = selectors.broadcast_get(for_user=user, broadcast_id=broadcast_id)
    return {**_shown(row, user), "calls": [call_data(call) for call in selectors.calls_of(row, for_user=user)]}


@router.post("/broadcasts/{int:broadcast_id}/stop", response={200: BroadcastOut, **PROBLEMS})
def broadcast_stop(request: HttpRequest, broadcast_id: int) -> dict[str, Any]:
    """Say no more of it."""
    user = allowed(request, Permission.BROADCAST_SPEAK)
    row = selectors.broadcast_get(for_user=user, broadcast_id=broadcast_id)
    return _shown(broadcasts.broadcast_stop(actor=user, broadcast=row, request=request), user)


def _shown(row: Broadcast, user: User) -> dict[str, Any]:
    return broadcast_data(row, selectors.progress_of([row.pk], for_user=user).get(row.pk, {}))


def _script(body: BroadcastScriptIn) -> Script:
    _require_words(body)
    if body.sentence_id is None:
        return Script(body.text, body.repeats, body.is_drill)
    row = Sentence.objects.filter(pk=body.sentence_id, recording_s__gt=0).first()
    if row is None or row.recording is None:
        raise Invalid(fields={"sentence_id": "没有该录音，请重新选择。"})
    return Script(row.text, body.repeats, body.is_drill, bytes(row.recording))


def _require_words(body: BroadcastScriptIn) -> None:
    if body.sentence_id is None and not body.text.strip():
        raise Invalid(fields={"text": "请填写广播内容。"})
