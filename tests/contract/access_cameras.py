"""Access rows of cameras, their scenes, and what they saw."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Place, Route, World

P = Permission

#: No cameras process runs beside these tests.
NO_CAMERAS = frozenset({503})


def camera(world: World, place: Place) -> dict[str, object]:
    return {"camera_id": place.camera.pk}


def scene(world: World, place: Place) -> dict[str, object]:
    return {"scene_id": place.scene.pk}


ROUTES = [
    Route("GET", "/api/cameras/{camera_id}/scenes", P.SITE_VIEW, camera),
    Route(
        "POST",
        "/api/cameras/{camera_id}/scenes",
        P.SITE_MANAGE,
        camera,
        body=lambda w, p: {"behaviour": "headcount", "name": "速冻间人数"},
    ),
    Route("GET", "/api/scenes/{scene_id}", P.SITE_VIEW, scene),
    Route("PATCH", "/api/scenes/{scene_id}", P.SITE_MANAGE, scene, body=lambda w, p: {"name": "新名称"}),
    Route("GET", "/api/cameras/{camera_id}/picture", P.CAMERA_VIEW, camera, may_answer=NO_CAMERAS),
]
