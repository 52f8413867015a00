"""Scenes of a camera: what is watched for, where and when."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from anlan.domain.behaviours import BEHAVIOURS
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.sites import camera_services, selectors
from anlan.records.sites.api.scene_schemas import SceneIn, SceneOut, ScenePatch
from anlan.records.sites.models import Scene

router = Router(tags=["scenes"])


@router.get("/cameras/{int:camera_id}/scenes", response={200: list[SceneOut], **PROBLEMS})
def scene_list(request: HttpRequest, camera_id: int) -> list[dict[str, Any]]:
    """Every scene of one camera, those switched off too."""
    user = allowed(request, Permission.SITE_VIEW)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    return [scene_shown(scene) for scene in selectors.scene_list(for_user=user).filter(camera=camera)]


@router.post("/cameras/{int:camera_id}/scenes", response={201: SceneOut, **PROBLEMS})
def scene_create(request: HttpRequest, camera_id: int, body: SceneIn) -> Status[dict[str, Any]]:
    """Watch for a behaviour; makes the measuring point that its readings feed."""
    user = allowed(request, Permission.SITE_MANAGE)
    camera = selectors.camera_get(for_user=user, camera_id=camera_id)
    scene = camera_services.scene_create(actor=user, camera=camera, request=request, **_plain(body.dict()))
    return Status(201, scene_shown(scene))


@router.get("/scenes/{int:scene_id}", response={200: SceneOut, **PROBLEMS})
def scene_get(request: HttpRequest, scene_id: int) -> dict[str, Any]:
    """One scene."""
    user = allowed(request, Permission.SITE_VIEW)
    return scene_shown(selectors.scene_get(for_user=user, scene_id=scene_id))


@router.patch("/scenes/{int:scene_id}", response={200: SceneOut, **PROBLEMS})
def scene_update(request: HttpRequest, scene_id: int, body: ScenePatch) -> dict[str, Any]:
    """Change a scene, or switch it on and off."""
    user = allowed(request, Permission.SITE_MANAGE)
    scene = selectors.scene_get(for_user=user, scene_id=scene_id)
    given = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    reason = given.pop("reason", "")
    return scene_shown(
        camera_services.scene_update(actor=user, scene=scene, reason=reason, request=request, **_plain(given))
    )


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Corners as lists, the way JSON keeps them, so that an unchanged zone compares as unchanged."""
    plain = dict(fields)
    if "watched_area" in plain:
        plain["watched_area"] = [list(corner) for corner in plain["watched_area"]]
    if "masks" in plain:
        plain["masks"] = [[list(corner) for corner in mask] for mask in plain["masks"]]
    return plain


def scene_shown(scene: Scene) -> dict[str, Any]:
    """One scene as screens get it."""
    known = BEHAVIOURS.get(scene.behaviour)
    return {
        "id": scene.pk,
        "name": scene.name,
        "camera_id": scene.camera_id,
        "point_id": scene.point_id,
        "behaviour": scene.behaviour,
        "behaviour_name": known.name_zh if known else scene.behaviour,
        "watched_area": scene.watched_area,
        "masks": scene.masks,
        "schedule": scene.schedule,
        "parameters": scene.parameters,
        "is_enabled": scene.is_enabled,
        "problem": " ".join(scene.problems.values()),
    }
