"""Access rows of cameras, their scenes, and what they saw."""

from anlan.records.accounts.choices import Permission
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_keep
from anlan.records.evidence.models import Evidence
from tests.contract.access import Place, Route, World

P = Permission

#: No cameras process runs beside these tests.
NO_CAMERAS = frozenset({503})
#: Nothing was judged in these tests.
NOTHING_THERE = frozenset({422})


def camera(world: World, place: Place) -> dict[str, object]:
    return {"camera_id": place.camera.pk}


def scene(world: World, place: Place) -> dict[str, object]:
    return {"scene_id": place.scene.pk}


def scene_body(world: World, place: Place) -> dict[str, object]:
    return {"behaviour": "headcount"}


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
    Route("GET", "/api/behaviours", P.SITE_VIEW),
    Route("GET", "/api/cameras", P.CAMERA_VIEW),
    Route("GET", "/api/cameras/{camera_id}", P.CAMERA_VIEW, camera),
    Route("GET", "/api/cameras/{camera_id}/picture", P.CAMERA_VIEW, camera, may_answer=NO_CAMERAS),
    Route("GET", "/api/cameras/{camera_id}/view", P.CAMERA_VIEW, camera, may_answer=NO_CAMERAS),
    Route("GET", "/api/cameras/{camera_id}/ptz", P.CAMERA_TURN, camera, may_answer=NO_CAMERAS),
    Route(
        "POST",
        "/api/cameras/{camera_id}/ptz",
        P.CAMERA_TURN,
        camera,
        body=lambda w, p: {"action": "stop"},
        may_answer=NO_CAMERAS,
    ),
    Route("PUT", "/api/cameras/{camera_id}/ptz/home", P.SITE_MANAGE, camera, body=lambda w, p: {"preset": "1"}),
    Route("POST", "/api/cameras/{camera_id}/trials", P.SITE_MANAGE, camera, body=scene_body, may_answer=NO_CAMERAS),
    Route(
        "POST",
        "/api/cameras/{camera_id}/trials/{trial_id}",
        P.SITE_MANAGE,
        lambda world, place: {**camera(world, place), "trial_id": "1-1"},
        body=scene_body,
        may_answer=NO_CAMERAS,
    ),
]


def a_playback(world: World, place: Place) -> dict[str, object]:
    return {"source": "kept", "at": "2026-11-26T10:00:00+08:00", "until": "2026-11-26T11:00:00+08:00"}


def the_day(world: World, place: Place) -> dict[str, object]:
    return {"day": "2026-11-26"}


ROUTES += [
    Route(
        "GET",
        "/api/cameras/{camera_id}/recordings",
        P.EVIDENCE_ORIGINAL,
        camera,
        query=the_day,
        may_answer=NO_CAMERAS,
    ),
    Route("GET", "/api/cameras/{camera_id}/recordings/marks", P.EVIDENCE_ORIGINAL, camera, query=the_day),
    Route(
        "POST",
        "/api/cameras/{camera_id}/playback",
        P.EVIDENCE_ORIGINAL,
        camera,
        body=a_playback,
        may_answer=NO_CAMERAS,
    ),
    Route(
        "POST",
        "/api/cameras/{camera_id}/playback/{session_id}",
        P.EVIDENCE_ORIGINAL,
        lambda world, place: {**camera(world, place), "session_id": "a-session"},
        body=lambda w, p: {},
        may_answer=NO_CAMERAS,
    ),
]


def alarm(world: World, place: Place) -> dict[str, object]:
    return {"alarm_id": place.alarm.pk}


def seen_alarm(world: World, place: Place) -> dict[str, object]:
    """An alarm of a camera's scene."""
    return {**scene(world, place), **alarm(world, place)}


def piece(rendition: str):
    def params(world: World, place: Place) -> dict[str, object]:
        found = place.alarm.evidence.filter(rendition=rendition).first()
        if found is None:
            sha256 = file_keep(rendition.encode())
            attachment = Attachment.objects.create(
                sha256=sha256, thumb_sha256=sha256, media_type="image/jpeg", size_bytes=1, width_px=1, height_px=1,
                owner_type="alarm", owner_id=place.alarm.pk,
            )  # fmt: skip
            found = Evidence.objects.create(
                alarm=place.alarm, attachment=attachment, role="at", rendition=rendition, at=place.alarm.raised_at
            )
        return {"evidence_id": found.pk}

    return params


ROUTES += [
    Route("GET", "/api/alarms/{alarm_id}/evidence", P.ALARM_VIEW, alarm),
    Route("GET", "/api/evidence/{evidence_id}/file", P.ALARM_VIEW, piece("blurred")),
    Route("GET", "/api/evidence/{evidence_id}/file", P.EVIDENCE_ORIGINAL, piece("original")),
    Route(
        "POST",
        "/api/alarms/{alarm_id}/verdict",
        P.ALARM_ACKNOWLEDGE,
        seen_alarm,
        body=lambda w, p: {"judgement": "false"},
    ),
    Route("GET", "/api/scenes/{scene_id}/precision", P.ALARM_VIEW, scene),
    Route("GET", "/api/review/alarms", P.ALARM_VIEW),
    Route("GET", "/api/review/scenes", P.ALARM_VIEW),
    Route("POST", "/api/review/export", P.EXPORT_RUN, body=lambda w, p: {}, may_answer=NOTHING_THERE),
]
