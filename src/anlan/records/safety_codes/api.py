"""Safety codes over HTTP: edges only."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.safety_codes import services
from anlan.records.safety_codes.models import SafetyCode
from anlan.records.safety_codes.selectors import code_in_force
from anlan.records.sites.selectors import enterprise_get

router = Router(tags=["safety codes"])


class SafetyCodeOut(Schema):
    """The code in force; ``token`` is empty when there is none."""

    token: str
    path: str
    made_by: str
    made_at: datetime | None
    may_make: bool


class CodeReasonIn(StrictSchema):
    reason: str = Field("", max_length=200)


class CodeRevokeIn(StrictSchema):
    reason: str = Field(min_length=2, max_length=200)


class TownCodesIn(StrictSchema):
    town_code: str = Field(min_length=1, max_length=16)


class TownCodesOut(Schema):
    made: int


@router.get("/enterprises/{int:enterprise_id}/safety-code", response={200: SafetyCodeOut, **PROBLEMS})
def code_get(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    """The code on the sign of an enterprise."""
    user = allowed(request, Permission.SITE_VIEW)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    return _shown(code_in_force(site), user.may(Permission.SITE_MANAGE))


@router.post("/enterprises/{int:enterprise_id}/safety-code", response={200: SafetyCodeOut, **PROBLEMS})
def code_make(request: HttpRequest, enterprise_id: int, body: CodeReasonIn) -> dict[str, Any]:
    """Make a code; one that is in force is withdrawn, which asks for a reason."""
    user = allowed(request, Permission.SITE_MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    return _shown(services.code_make(actor=user, enterprise=site, reason=body.reason, request=request), True)


@router.post("/enterprises/{int:enterprise_id}/safety-code/revoke", response={200: SafetyCodeOut, **PROBLEMS})
def code_revoke(request: HttpRequest, enterprise_id: int, body: CodeRevokeIn) -> dict[str, Any]:
    """Withdraw the code: the sign leads nowhere from now on."""
    user = allowed(request, Permission.SITE_MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    services.code_revoke(actor=user, enterprise=site, reason=body.reason, request=request)
    return _shown(None, True)


@router.post("/safety-codes", response={200: TownCodesOut, **PROBLEMS})
def codes_make(request: HttpRequest, body: TownCodesIn) -> dict[str, Any]:
    """Codes for the enterprises of a town that have none, at most 500 at once."""
    user = allowed(request, Permission.SITE_MANAGE)
    return {"made": services.codes_make(actor=user, town=body.town_code, request=request)}


def _shown(code: SafetyCode | None, may_make: bool) -> dict[str, Any]:
    if code is None:
        return {"token": "", "path": "", "made_by": "", "made_at": None, "may_make": may_make}
    return {"token": code.token, "path": f"/s/{code.token}", "made_by": code.made_by.name, "made_at": code.made_at,
            "may_make": may_make}  # fmt: skip
