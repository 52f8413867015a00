"""The set-up wizard over HTTP: edges only. Enterprises, gateways and sources are made by their own routes."""

from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Permission, Role
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.accounts.services import user_create
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import NotFound
from anlan.records.core.guard import require_confirmed
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.dispatch.selectors import book_at
from anlan.records.dispatch.simulation import simulate
from anlan.records.sites.camera_services import camera_source_set
from anlan.records.sites.models import Camera
from anlan.records.sites.selectors import enterprise_get, gateway_get
from anlan.records.sites.services.rows import row_save
from anlan.web.setup import signal_path, steps

router = Router(tags=["setup"])
MANAGE = Permission.SITE_MANAGE


class SetupCameraIn(StrictSchema):
    enterprise_id: int = Field(ge=1, le=2**53)
    name: str = Field(min_length=1, max_length=64)
    source: str = Field(min_length=1, max_length=500)
    login: str = Field("", max_length=200)


class SetupPersonIn(StrictSchema):
    """The plant's safety manager: who is told first by the shipped policy."""

    enterprise_id: int = Field(ge=1, le=2**53)
    username: str = Field(min_length=2, max_length=64)
    name: str = Field(min_length=1, max_length=64)


class SetupTestIn(StrictSchema):
    """``value`` 1 raises (repeat until it came), 0 ends it."""

    enterprise_id: int = Field(ge=1, le=2**53)
    person_id: int | None = Field(None, ge=1, le=2**53)
    value: int = Field(1, ge=0, le=1)


@router.get("/setup", response={200: dict[str, Any], **PROBLEMS})
def setup_steps(request: HttpRequest) -> dict[str, Any]:
    """How far the set-up is."""
    allowed(request, MANAGE)
    return steps.steps()


@router.get("/setup/heard/{int:gateway_id}", response={200: list[dict[str, Any]], **PROBLEMS})
def heard(request: HttpRequest, gateway_id: int) -> list[dict[str, Any]]:
    """What a gateway sends and nobody registered, with the kind that each probably is."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    return steps.heard(gateway_get(for_user=user, gateway_id=gateway_id))


@router.get("/setup/reached/{int:enterprise_id}", response={200: list[dict[str, Any]], **PROBLEMS})
def reached(request: HttpRequest, enterprise_id: int) -> list[dict[str, Any]]:
    """Whom the policy in force tells at once of a yellow alarm of this enterprise."""
    user = allowed(request, MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    now = clock.now()
    found = simulate(book=book_at(now), grade=Grade.YELLOW, kind="process", enterprise=site, at=now)
    people = {line.call.person.pk: line for line in found.lines if line.level == 0}
    return [{"id": pk, "name": line.call.person.name, "role_name": line.call.person.role_name, "why": line.why}
            for pk, line in people.items()]  # fmt: skip


@router.post("/setup/person", response={201: dict[str, Any], **PROBLEMS})
def person_make(request: HttpRequest, body: SetupPersonIn) -> tuple[int, dict[str, Any]]:
    """An account for the plant's safety manager; its first password is shown this once and must be changed."""
    user = allowed(request, Permission.ADMIN_SITE)
    require_confirmed(request)
    site = enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    password = token_urlsafe(12)
    made = user_create(
        actor=user, username=body.username, name=body.name, role=Role.ENTERPRISE_MANAGER, password=password,
        enterprise=site, request=request,
    )  # fmt: skip
    return 201, {"id": made.pk, "name": made.name, "username": made.username, "password": password}


@router.post("/setup/camera", response={201: dict[str, Any], **PROBLEMS})
def camera_make(request: HttpRequest, body: SetupCameraIn) -> tuple[int, dict[str, Any]]:
    """A camera and where its pictures come from; its login is sealed."""
    user = allowed(request, MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    with transaction.atomic():
        camera = Camera(enterprise=site, name=body.name)
        row_save(camera)
        audit_write(actor=user, action="camera.created", target=camera, request=request)
        camera_source_set(
            actor=user, camera=camera, source=body.source, login=body.login or None, request=request
        )  # fmt: skip
    return 201, {"id": camera.pk, "name": camera.name}


@router.post("/setup/test-alarm", response={200: dict[str, Any], **PROBLEMS})
def test_alarm(request: HttpRequest, body: SetupTestIn) -> dict[str, Any]:
    """Send the test signal down the real path and say how far it came; asked again until it has arrived."""
    user = allowed(request, MANAGE)
    site = enterprise_get(for_user=user, enterprise_id=body.enterprise_id)
    person = User.objects.filter(pk=body.person_id).first() if body.person_id else None
    if body.person_id and person is None:
        raise NotFound
    point = signal_path.point_for_tests(actor=user, enterprise=site, request=request)
    signal_path.send(point, float(body.value))
    return signal_path.state(point, person)
