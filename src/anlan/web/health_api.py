"""``GET /api/health``: how the platform is, for the people who run it and those who rely on it tonight."""

import shutil
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.core.errors import DomainError
from anlan.records.core.schemas import PROBLEMS, Problem
from anlan.records.sites.selectors import camera_list, gateway_list
from anlan.web import health_figures, health_people, live
from anlan.web.cameras import rows
from anlan.web.push.health import SILENT_AFTER_MS, HealthBoard
from anlan.web.set_aside import rows as set_aside_rows

router = Router(tags=["health"])

#: The worst are listed; the rest is counted.
LISTED = 100
BLIND_LAST = ("ok", "off", "no_source", "unwatched", "starting")


class HealthUnavailable(DomainError):
    """This process does not hear the others."""

    status, code, message = 503, "health.unavailable", "暂时听不到各进程的心跳，请稍后重试；持续如此请检查消息总线。"


class ProcessOut(Schema):
    """One process: silent is dead until heard again; ``reason`` is its own complaint, in English."""

    name: str
    is_alive: bool
    is_well: bool
    age_ms: int
    instances: int
    reason: str


class HealthFigureOut(Schema):
    """A judged figure; the console says what each means and what to do."""

    key: str
    process: str
    value: float | None
    unit: str
    state: Literal["ok", "attention", "wrong", "unknown", "unused"]


class GatewaySeenOut(Schema):
    """A field gateway and when it was last there."""

    id: int
    code: str
    name: str
    enterprise_id: int
    enterprise_name: str
    is_online: bool
    last_seen_at: datetime | None


class CameraSeenOut(Schema):
    """A camera and when its last picture came."""

    id: int
    name: str
    enterprise_id: int
    enterprise_name: str
    state: str
    state_name: str
    last_picture_at: datetime | None
    problem: str


class GatewaysSeenOut(Schema):
    """Those that are not there first, at most 100."""

    total: int
    online: int
    items: list[GatewaySeenOut]


class CamerasSeenOut(Schema):
    """Those that cannot see first, at most 100."""

    total: int
    seeing: int
    items: list[CameraSeenOut]


class UnreachableOut(Schema):
    """Somebody on duty whom no channel in use can reach; ``missing`` are codes: ``phone``, ``push``, ``email``."""

    id: int
    name: str
    role_name: str
    place: str
    is_on_shift: bool
    missing: list[str]


class UnreachablesOut(Schema):
    """Those on a shift first, at most 100. Without a channel (``has_channels``) everybody is told on the pages only."""

    has_channels: bool
    total: int
    items: list[UnreachableOut]


class HealthOut(Schema):
    """Everything of the health page, from one moment."""

    is_well: bool
    problems: list[str]
    warnings: list[str]
    at_ms: int
    processes: list[ProcessOut]
    figures: list[HealthFigureOut]
    gateways: GatewaysSeenOut
    cameras: CamerasSeenOut
    unreachable: UnreachablesOut
    disk_total_gib: float
    screens: int


@router.get("/health", response={200: HealthOut, **PROBLEMS, 503: Problem})
def health(request: HttpRequest) -> dict[str, Any]:
    """Processes, lag, losses, gateways, cameras, disk and certificates."""
    user = allowed(request, Permission.HEALTH_VIEW)
    try:
        hub = live.hub()
    except live.NotLive as error:
        raise HealthUnavailable from error
    now_ms, board = hub.clock.now_ms(), hub.health
    usage = shutil.disk_usage(settings().data)
    alive = [beat for beat in list(board.beats.values()) if now_ms - beat.at_ms <= SILENT_AFTER_MS]
    problems, people = board.problems(now_ms), health_people.unreachable()
    return {
        "is_well": not problems, "problems": problems, "warnings": board.warnings(now_ms), "at_ms": now_ms,
        "processes": processes(board, now_ms),
        "figures": [
            asdict(figure)
            for figure in (
                *health_figures.figures(alive),
                health_figures.counted("set_aside", "worker", set_aside_rows.count()),
                health_people.figure(people),
                health_figures.disk(usage.free, usage.total),
            )
        ],
        "gateways": _gateways(user), "cameras": _cameras(user), "unreachable": people,
        "disk_total_gib": round(usage.total / health_figures.GIB, 1), "screens": len(hub.listeners),
    }  # fmt: skip


def processes(board: HealthBoard, now_ms: int) -> list[dict[str, Any]]:
    """One row per process, by name; how many of its instances live."""
    shown = []
    for name in sorted({process for process, _ in list(board.beats)}):
        beats = board.instances(name)
        alive = [beat for beat in beats if now_ms - beat.at_ms <= SILENT_AFTER_MS]
        shown.append(
            {
                "name": name, "is_alive": bool(alive), "is_well": bool(alive) and all(beat.is_well for beat in alive),
                "age_ms": now_ms - beats[0].at_ms, "instances": len(alive), "reason": beats[0].reason,
            }
        )  # fmt: skip
    return shown


def _gateways(user: User) -> dict[str, Any]:
    found = gateway_list(for_user=user).filter(is_enabled=True)
    worst = found.order_by("is_online", "last_seen_at", "id")[:LISTED]
    items = [
        {
            "id": row.pk, "code": row.code, "name": row.name, "enterprise_id": row.enterprise_id,
            "enterprise_name": row.enterprise.name, "is_online": row.is_online, "last_seen_at": row.last_seen_at,
        }
        for row in worst
    ]  # fmt: skip
    return {"total": found.count(), "online": found.filter(is_online=True).count(), "items": items}


def _cameras(user: User) -> dict[str, Any]:
    status = rows.status_now()
    found = rows.with_counts(camera_list(for_user=user).filter(is_enabled=True))
    drawn = [rows.camera_row(row, status, 0) for row in found]
    drawn.sort(key=lambda row: (row["state"] in BLIND_LAST, row["state"] != "unknown", row["id"]))
    return {"total": len(drawn), "seeing": sum(row["state"] == "ok" for row in drawn), "items": drawn[:LISTED]}
