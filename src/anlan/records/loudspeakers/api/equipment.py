"""Loudspeakers, the rules of enterprises, and the sentences: entered by the administrator, seen within one's scope."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field, FiniteFloat

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.scope import Scope
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.loudspeakers import selectors
from anlan.records.loudspeakers.api.rows import broadcast_data, loudspeaker_data, rule_data, sentence_data
from anlan.records.loudspeakers.api.schemas import (
    BroadcastOut,
    BroadcastRuleIn,
    BroadcastRuleOut,
    BroadcastSentenceIn,
    BroadcastSentenceOut,
    LoudspeakerChange,
    LoudspeakerIn,
    LoudspeakerOut,
    LoudspeakersOut,
)
from anlan.records.loudspeakers.models import Sentence
from anlan.records.loudspeakers.recordings import UPLOAD_BYTES_MAX, recording_rebuild
from anlan.records.loudspeakers.sentences import shipped
from anlan.records.loudspeakers.services import equipment, sentences
from anlan.records.loudspeakers.speech import has_voice
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise

router = Router()


class PlaceAsked(Schema):
    """A circle, when all three are given."""

    enterprise: int | None = Field(default=None, ge=1, le=2**63 - 1)
    lon: FiniteFloat | None = Field(default=None, ge=-180, le=180)
    lat: FiniteFloat | None = Field(default=None, ge=-90, le=90)
    radius_m: FiniteFloat | None = Field(default=None, gt=0, le=50_000)


@router.get("/loudspeakers", response={200: LoudspeakersOut, **PROBLEMS})
def loudspeaker_list(request: HttpRequest, asked: Query[PlaceAsked]) -> dict[str, Any]:
    """Loudspeakers within the reader's scope; with a circle those in use within it, nearest first."""
    user = allowed(request, Permission.SITE_VIEW)
    if asked.lon is not None and asked.lat is not None and asked.radius_m is not None:
        near = selectors.loudspeakers_near(for_user=user, middle=(asked.lon, asked.lat), radius_m=asked.radius_m)
        rows = [loudspeaker_data(row, far) for far, row in near]
    else:
        found = selectors.loudspeaker_list(for_user=user, enterprise=asked.enterprise)
        rows = [loudspeaker_data(row) for row in found.order_by("enterprise", "town", "id")[:1_000]]
    return {"loudspeakers": rows, "has_voice": has_voice()}


@router.post("/loudspeakers", response={201: LoudspeakerOut, **PROBLEMS})
def loudspeaker_create(request: HttpRequest, body: LoudspeakerIn) -> Status[dict[str, Any]]:
    """Enter a loudspeaker. It may hold a password: asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    require_confirmed(request)
    given = body.dict()
    given["town_id"] = given.pop("town_code") or None
    if given["enterprise_id"] is not None and not Enterprise.objects.filter(pk=given["enterprise_id"]).exists():
        raise Invalid(fields={"enterprise_id": "没有该企业。"})
    if given["town_id"] is not None and not Town.objects.filter(pk=given["town_id"]).exists():
        raise Invalid(fields={"town_code": "没有该乡镇(街道)。"})
    made = equipment.loudspeaker_save(actor=user, request=request, **given)
    return Status(201, loudspeaker_data(made))


@router.patch("/loudspeakers/{int:loudspeaker_id}", response={200: LoudspeakerOut, **PROBLEMS})
def loudspeaker_update(request: HttpRequest, loudspeaker_id: int, body: LoudspeakerChange) -> dict[str, Any]:
    """Change a loudspeaker. Asks for a fresh confirmation of the person."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    require_confirmed(request)
    row = selectors.loudspeaker_get(for_user=user, loudspeaker_id=loudspeaker_id)
    given = body.dict(exclude_none=True)
    return loudspeaker_data(equipment.loudspeaker_save(actor=user, loudspeaker=row, request=request, **given))


@router.post("/loudspeakers/{int:loudspeaker_id}/test", response={202: BroadcastOut, **PROBLEMS})
def loudspeaker_test(request: HttpRequest, loudspeaker_id: int) -> Status[dict[str, Any]]:
    """Try a loudspeaker without a sound; ask for the outcome at ``/broadcasts/{id}``."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    row = selectors.loudspeaker_get(for_user=user, loudspeaker_id=loudspeaker_id)
    made = equipment.loudspeaker_test(actor=user, loudspeaker=row, request=request)
    return Status(202, broadcast_data(made, {}))


# --- what is spoken of itself --------------------------------------------------------------------------


@router.get("/enterprises/{int:enterprise_id}/broadcast-rule", response={200: BroadcastRuleOut, **PROBLEMS})
def rule_get(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    """Which alarms of an enterprise are spoken of themselves."""
    plant = _enterprise(allowed(request, Permission.SITE_VIEW), enterprise_id)
    return rule_data(plant.pk, selectors.rule_of(plant.pk))


@router.put("/enterprises/{int:enterprise_id}/broadcast-rule", response={200: BroadcastRuleOut, **PROBLEMS})
def rule_put(request: HttpRequest, enterprise_id: int, body: BroadcastRuleIn) -> dict[str, Any]:
    """Say which alarms of an enterprise are spoken of themselves; turned on only with what was agreed."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    plant = _enterprise(user, enterprise_id)
    return rule_data(plant.pk, sentences.rule_save(actor=user, enterprise=plant, request=request, **body.dict()))


def _enterprise(user: Any, enterprise_id: int) -> Enterprise:
    plant = Scope.of(user).filter(Enterprise.objects.filter(pk=enterprise_id), prefix="").first()
    if plant is None:
        raise NotFound
    return plant


# --- sentences -----------------------------------------------------------------------------------------


@router.get("/broadcast-sentences", response={200: list[BroadcastSentenceOut], **PROBLEMS})
def sentence_list(request: HttpRequest) -> list[dict[str, Any]]:
    """What is said of alarms, by kind and grade; the sentences that come with the platform where nobody wrote one."""
    allowed(request, Permission.SITE_VIEW)
    rows = {(row.kind, row.grade): row for row in Sentence.objects.defer("recording")}
    own = [Sentence(kind=kind, grade=grade, text=text) for (kind, grade), text in shipped().items()]
    own = [row for row in own if (row.kind, row.grade) not in rows]
    return sorted((sentence_data(row) for row in (*rows.values(), *own)), key=lambda row: (row["kind"], row["grade"]))


@router.put("/broadcast-sentences", response={200: BroadcastSentenceOut, **PROBLEMS})
def sentence_put(request: HttpRequest, body: BroadcastSentenceIn) -> dict[str, Any]:
    """Write the sentence for alarms of a kind and grade (empty: of all)."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    return sentence_data(sentences.sentence_save(actor=user, request=request, **body.dict()))


@router.post("/broadcast-sentences/{int:sentence_id}/recording", response={200: BroadcastSentenceOut, **PROBLEMS})
def recording_put(request: HttpRequest, sentence_id: int, file: File[UploadedFile]) -> dict[str, Any]:
    """Say this recording instead of the text: WAV, MP3, Ogg, WebM or MP4 of up to half a minute."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    row = _sentence(sentence_id)
    samples, seconds = recording_rebuild(file.read(UPLOAD_BYTES_MAX + 1))
    return sentence_data(
        sentences.recording_set(actor=user, sentence=row, samples=samples, seconds=seconds, request=request)
    )


@router.delete("/broadcast-sentences/{int:sentence_id}/recording", response={200: BroadcastSentenceOut, **PROBLEMS})
def recording_remove(request: HttpRequest, sentence_id: int) -> dict[str, Any]:
    """Say the text again."""
    user = allowed(request, Permission.LOUDSPEAKER_MANAGE)
    row = _sentence(sentence_id)
    return sentence_data(sentences.recording_set(actor=user, sentence=row, samples=None, seconds=0.0, request=request))


def _sentence(sentence_id: int) -> Sentence:
    row = Sentence.objects.filter(pk=sentence_id).first()
    if row is None:
        raise NotFound
    return row
