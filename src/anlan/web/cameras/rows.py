"""Cameras as screens show them: the record beside what the cameras process says of it."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.bus import camera_client
from anlan.bus.camera_messages import CameraStatus, StatusAnswer
from anlan.domain.camera_states import STATES_ZH, CameraState
from anlan.domain.clock import from_ms
from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.sites.models import Camera
from anlan.web.cameras import asking

#: Beside the states of ``CameraState``: the record is off, has no address, is not watched, has not shown its first
#: picture yet, or nobody can tell.
OTHER_STATES_ZH = {
    "off": "已停用",
    "no_source": "未接入",
    "unwatched": "尚未分析",
    "starting": "正在启动",
    "unknown": "状态未知",
}


def status_now() -> StatusAnswer | None:
    """What the cameras process says of all its cameras; None when it does not answer: then states are unknown."""
    try:
        return asking.ask(camera_client.status)
    except asking.CamerasSilent:
        return None


def with_counts(rows: QuerySet[Camera]) -> QuerySet[Camera]:
    """Cameras with ``scenes_on``, how many of their scenes are switched on."""
    return rows.select_related("enterprise", "workshop", "zone").annotate(
        scenes_on=Count("scenes", filter=Q(scenes__is_enabled=True))
    )


def open_alarms(cameras: list[Camera]) -> Counter[int]:
    """How many open alarms the scenes of each camera have, and the camera itself."""
    found: Counter[int] = Counter()
    ids = [camera.pk for camera in cameras]
    rows = Alarm.objects.filter(is_open=True).filter(Q(point__scene__camera__in=ids) | Q(point__camera__in=ids))
    for of_scene, of_itself in rows.values_list("point__scene__camera", "point__camera"):
        found[of_scene or of_itself] += 1
    return found


def camera_row(camera: Any, status: StatusAnswer | None, alarms: int) -> dict[str, Any]:
    """One camera in a list."""
    told = next((one for one in status.cameras if one.camera_id == camera.pk), None) if status else None
    state = state_of(camera, told, status)
    return {
        "id": camera.pk,
        "name": camera.name,
        "enterprise_id": camera.enterprise_id,
        "enterprise_name": camera.enterprise.name,
        "place": " ".join(part.name for part in (camera.workshop, camera.zone) if part),
        "state": state,
        "state_name": OTHER_STATES_ZH.get(state) or STATES_ZH[CameraState[state.upper()]],
        "since": _instant(told.since_ms) if told else None,
        "is_since_start": told.is_since_start if told else False,
        "last_picture_at": _instant(told.last_picture_at_ms) if told else None,
        "fps_wanted": told.fps_wanted if told else camera.analysed_fps,
        "fps": told.fps if told else None,
        "problem": told.problem if told else "",
        "is_turned": told.is_turned if told else False,
        "scenes": camera.scenes_on,
        "open_alarms": alarms,
    }


def state_of(camera: Camera, told: CameraStatus | None, status: StatusAnswer | None) -> str:
    """One word for how a camera is; what nobody told is unknown, never ok, and so is what showed nothing yet."""
    if not camera.is_enabled:
        return "off"
    if not camera.source:
        return "no_source"
    if status is None:
        return "unknown"
    if told is None:
        return "unwatched" if status.config_version else "starting"
    if told.state == CameraState.OK and told.is_since_start and not told.last_picture_at_ms:
        return "starting"
    return CameraState(told.state).name.lower()


def tape_of(camera: Camera, status: StatusAnswer | None) -> dict[str, Any]:
    """What can be tried out on."""
    told = next((one for one in status.cameras if one.camera_id == camera.pk), None) if status else None
    return {
        "minutes_wanted": status.tape_minutes if status else settings().camera_tape_minutes,
        "step_s": status.tape_step_s if status else settings().camera_tape_step_s,
        "from_at": _instant(told.tape_from_ms) if told else None,
        "to_at": _instant(told.tape_to_ms) if told else None,
    }


def has_recorder(camera: Camera) -> bool:
    """Can its device be asked for recordings? Whether it has any, only the device knows."""
    asked = (camera.source, str(camera.options.get("control", "")))
    return any(address.startswith(("gb28181:", "onvif:", "onvifs:")) for address in asked)


def media_url(camera: Camera, user: User) -> str:
    """The media server's page of this camera; full video shows faces, so it is for those who may see originals."""
    template = settings().camera_media_url
    return template.replace("{camera}", str(camera.pk)) if user.may(Permission.EVIDENCE_ORIGINAL) else ""


def _instant(at_ms: int) -> datetime | None:
    return from_ms(at_ms) if at_ms else None
