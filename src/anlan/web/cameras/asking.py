"""Asking the cameras process from a Django thread: its answer, or an error that says what to do."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from anlan.bus import camera_client
from anlan.bus.camera_messages import PictureAnswer, PictureAsk
from anlan.bus.client import Bus
from anlan.records.core.errors import DomainError
from anlan.web import live

T = TypeVar("T")

TIME_LIMIT_S = 6.0

_WHY = {
    "unknown": "视频分析服务没有接入该摄像机，请检查视频地址并发布配置。",
    "starting": "该摄像机正在启动，首个画面一般在 20 秒内出现。",
    "no_picture": "该摄像机当前没有画面，请检查网络和电源。",
}


class PictureUnavailable(DomainError):
    """No picture now."""

    status, code, message = 503, "camera.no_picture", "视频分析服务没有应答，请稍后重试。"


class CamerasSilent(DomainError):
    """The cameras process does not answer."""

    status, code, message = 503, "camera.no_answer", "视频分析服务没有应答，请稍后重试；持续如此请联系系统管理员。"


def ask(question: Callable[[Bus], Coroutine[Any, Any, T]], limit_s: float = TIME_LIMIT_S) -> T:
    """The answer of the cameras process, within ``limit_s``.

    Raises:
        CamerasSilent: there is none.
    """
    try:
        return live.ask(question(live.hub().bus), limit_s)
    except (camera_client.NoAnswer, live.NotLive, TimeoutError) as error:
        raise CamerasSilent from error


def picture(wanted: PictureAsk) -> PictureAnswer:
    """A picture.

    Raises:
        PictureUnavailable: there is none, or nobody answers.
    """
    try:
        return ask(lambda bus: camera_client.picture(bus, wanted))
    except camera_client.NoPicture as error:
        raise PictureUnavailable(_WHY.get(str(error))) from error
    except CamerasSilent as error:
        raise PictureUnavailable from error
