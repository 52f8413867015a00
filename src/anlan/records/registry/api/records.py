"""One record of any register: read, register, edit, take a step, comment, tie."""

from typing import Any

from django.http import HttpRequest
from ninja import Header, Status

from anlan.records.accounts.models import User
from anlan.records.core import receipts
from anlan.records.core.schemas import PROBLEMS
from anlan.records.registry import bulk, conversions, links, schema, selectors, services
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.record_schemas import (
    BulkOut,
    BulkStepIn,
    DraftOut,
    EditIn,
    LinkIn,
    RecordDetail,
    RecordIn,
    RemarkIn,
    StepIn,
)
from anlan.records.registry.api.routing import router
from anlan.records.registry.declare import Register
from anlan.records.registry.looking import looked
from anlan.records.registry.steps import allowed_steps, step_get


def whole(register: Register, user: User, record_id: int) -> dict[str, Any]:
    """A record with everything that belongs to it."""
    record = selectors.record_get(register, for_user=user, record_id=record_id)
    return {
        **schema.detail(register, record),
        "steps": allowed_steps(register, record, user),
        "may_edit": record.is_open and user.may(register.right("edit")),
        "timeline": selectors.timeline(register, record),
        "photos": [selectors.photo_data(register, record, one) for one in selectors.photos_of(register, record)],
        "links": links.links_of(register.name, record.pk, user),
        "documents": selectors.documents_of(register, record),
        "boards": schema.boards(register, record, user),
        "spawn": links.spawnable(register, record, user),
    }


@router.post("/registers/{name}/records", response={201: RecordDetail, **PROBLEMS})
def record_create(
    request: HttpRequest, name: str, body: RecordIn, idempotency_key: Header[str] = ""
) -> Status[dict[str, Any]]:
    """Register a record; with an ``Idempotency-Key`` a repetition answers with the first one's record."""
    found, user = opened(request, name, "create")

    def make() -> dict[str, Any]:
        made = services.record_create(found, actor=user, values=body.values, photo_ids=body.photo_ids, request=request)
        return {"record_id": made.pk}

    what = f"create {name} {body.model_dump_json()}"
    done = receipts.once(person=user, key=idempotency_key, what=what, work=make)
    return Status(201, whole(found, user, done["record_id"]))


@router.get("/registers/{name}/records/{int:record_id}", response={200: RecordDetail, **PROBLEMS})
def record_get(request: HttpRequest, name: str, record_id: int) -> dict[str, Any]:
    """One record with its steps, timeline, photos, links and documents."""
    found, user = opened(request, name)
    shown = whole(found, user, record_id)
    seen = [board["label"] for board in shown["boards"] if board["rows"]]
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    looked(found, "record", by=user, record=record, facts={"boards": seen} if seen else None, request=request)
    return shown


@router.patch("/registers/{name}/records/{int:record_id}", response={200: RecordDetail, **PROBLEMS})
def record_edit(request: HttpRequest, name: str, record_id: int, body: EditIn) -> dict[str, Any]:
    """Change what may be edited; refused when somebody else changed it meanwhile."""
    found, user = opened(request, name, "edit")
    services.record_edit(
        found, actor=user, record_id=record_id, version=body.version, values=body.values, request=request
    )
    return whole(found, user, record_id)


@router.post("/registers/{name}/records/{int:record_id}/steps/{step}", response={200: RecordDetail, **PROBLEMS})
def record_act(
    request: HttpRequest, name: str, record_id: int, step: str, body: StepIn, idempotency_key: Header[str] = ""
) -> dict[str, Any]:
    """Take a step; ``steps`` of the record lists what is possible and what its form asks.

    With an ``Idempotency-Key`` a repetition does nothing and answers with the record as it is.
    """
    found, user = opened(request, name)

    def act() -> dict[str, Any]:
        services.record_act(
            found, actor=user, record_id=record_id, step=step, values=body.values, photo_ids=body.photo_ids,
            request=request,
        )  # fmt: skip
        return {}

    what = f"step {name} {record_id} {step} {body.model_dump_json()}"
    receipts.once(person=user, key=idempotency_key, what=what, work=act)
    return whole(found, user, record_id)


@router.post("/registers/{name}/bulk/{step}", response={200: BulkOut, **PROBLEMS})
def records_act(request: HttpRequest, name: str, step: str, body: BulkStepIn) -> dict[str, Any]:
    """Take one step on many records; each that cannot says why, and does not hold up the others."""
    found, _ = opened(request, name)
    _, user = opened(request, name, step_get(found, step).right)
    refused = bulk.records_act(
        found, actor=user, record_ids=body.record_ids, step=step, values=body.values, request=request
    )
    return {"done": len(set(body.record_ids)) - len(refused), "refused": {str(pk): why for pk, why in refused.items()}}


@router.post("/registers/{name}/records/{int:record_id}/comments", response={200: RecordDetail, **PROBLEMS})
def record_comment(request: HttpRequest, name: str, record_id: int, body: RemarkIn) -> dict[str, Any]:
    """Say something about a record."""
    found, user = opened(request, name)
    services.record_comment(
        found, actor=user, record_id=record_id, text=body.text, photo_ids=body.photo_ids, request=request
    )
    return whole(found, user, record_id)


@router.post("/registers/{name}/records/{int:record_id}/links", response={200: RecordDetail, **PROBLEMS})
def record_link(request: HttpRequest, name: str, record_id: int, body: LinkIn) -> dict[str, Any]:
    """Tie a record to another one, or to a work order (``incident``)."""
    found, user = opened(request, name, "edit")
    links.record_link(
        found, actor=user, record_id=record_id, other=body.register_name, other_id=body.record_id, request=request
    )
    return whole(found, user, record_id)


@router.get("/registers/{name}/from/{origin}/{int:origin_id}", response={200: DraftOut, **PROBLEMS})
def record_draft(request: HttpRequest, name: str, origin: str, origin_id: int) -> dict[str, Any]:
    """The form of a record made out of another one or out of a work order, filled in as far as that says."""
    found, user = opened(request, name, "create")
    return links.draft_of(found, actor=user, origin=origin, origin_id=origin_id)


@router.post("/registers/{name}/from/{origin}/{int:origin_id}", response={201: RecordDetail, **PROBLEMS})
def record_spawn(
    request: HttpRequest, name: str, origin: str, origin_id: int, body: RecordIn
) -> Status[dict[str, Any]]:
    """Make a record out of a record of another register or out of a work order; both keep the link."""
    found, user = opened(request, name, "create")
    record = conversions.begun_here(
        found, actor=user, origin=origin, origin_id=origin_id, values=body.values, request=request
    )
    return Status(201, whole(found, user, record.pk))
