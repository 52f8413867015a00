"""Puts the county's cameras and scenes into the records, and starts what they show anew for every run."""

import math
import time
from typing import Any

from anlan.demo.handover import Watched
from anlan.demo.pictures import county
from anlan.demo.pictures.county import PlannedScene
from anlan.demo.pictures.programme import programme
from anlan.demo.pictures.stories import Pace
from anlan.demo.pictures.watching import ANALYSED_FPS, SHOWN_FPS, SOONER_S, run_rota, story_rota
from anlan.demo.plan_model import Plan
from anlan.records.accounts.models import User
from anlan.records.sites.camera_services import camera_source_set, scene_create
from anlan.records.sites.defaults import defaults_of
from anlan.records.sites.models import Camera, Point, Scene
from anlan.records.sites.services.limits import point_limits_set


def cameras_seed(plan: Plan, rows: dict[str, Camera], approver: User, duration_s: float | None) -> Watched:
    """Scenes and addresses of all cameras; ``rows`` are their records by code."""
    points: dict[str, int] = {}
    for planned in county.scenes(plan):
        points[f"{planned.camera}/{planned.behaviour}"] = _scene(planned, rows[planned.camera], approver).point_id
    return cameras_restart(plan, rows, approver, duration_s, Watched(scenes=points))


def cameras_restart(
    plan: Plan, rows: dict[str, Camera], approver: User, duration_s: float | None, known: Watched
) -> Watched:
    """Begin anew what the cameras show; the caller publishes."""
    # A story's cleaning rota is kept in full minutes of the day, so it begins at one.
    started_s = time.time() if duration_s else math.floor(time.time() / 60) * 60.0
    options = {"fps": SHOWN_FPS, "seed": str(plan.seed), "started_s": f"{started_s:.3f}"}
    if duration_s:
        options["programme_s"] = f"{duration_s:.1f}"
    states = {}
    for code, camera in rows.items():
        camera.analysed_fps = ANALYSED_FPS
        camera_source_set(
            actor=approver, camera=camera, source=f"virtual:county:{code}", options=options, publish=False
        )
        assert camera.state_point_id is not None
        states[code] = camera.state_point_id
    _rotas(plan, known.scenes, started_s, duration_s)
    return Watched(started_s=started_s, programme_s=duration_s, scenes=known.scenes, cameras=states)


def _scene(planned: PlannedScene, camera: Camera, approver: User) -> Scene:
    scene = scene_create(
        actor=None,
        camera=camera,
        behaviour=planned.behaviour,
        name=planned.name,
        watched_area=[list(corner) for corner in planned.polygon],
        publish=False,
    )
    if planned.behaviour in SOONER_S:
        point_limits_set(
            actor=approver,
            point=scene.point,
            limits=_sooner(scene.point, SOONER_S[planned.behaviour]),
            reason="演示现场：缩短等待时间，便于观看",
        )
    return scene


def _sooner(point: Point, after_s: float) -> list[dict[str, Any]]:
    """The limits of its kind, the first of them at ``after_s``."""
    limits = defaults_of(point.kind, point.unit).limits
    return [
        {
            "label": limit.label, "direction": limit.direction, "grade": limit.grade.value,
            "set_point": after_s if limit.label == "H" else limit.set_point, "deadband": limit.deadband,
            "on_delay_s": limit.on_delay_s, "off_delay_s": limit.off_delay_s, "strict": limit.strict,
        }
        for limit in limits
    ]  # fmt: skip


def _rotas(plan: Plan, points: dict[str, int], started_s: float, duration_s: float | None) -> None:
    """When each dusty room must be swept: as its story does it, or as the programme has it missed once."""
    missed = (
        {c.camera for c in programme(plan, duration_s, started_s).played.values() if c.window_s} if duration_s else ()
    )
    for key, point_id in points.items():
        camera, _, behaviour = key.partition("/")
        if behaviour != "dust_cleaning":
            continue
        if duration_s is None:
            parameters = story_rota(started_s, Pace())
        else:
            parameters = run_rota(started_s, is_missed=camera in missed)
        Scene.objects.filter(point_id=point_id).update(parameters=parameters)
