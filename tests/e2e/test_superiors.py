"""From the form of a platform above to our picture there: it is entered, we register, one camera is lent and watched.

The platform above is Anlan's receiving side, on a loop of its own."""

import asyncio
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from anlan.bus.messages import ConfigSnapshot
from anlan.cameras.gb28181.station import Station
from anlan.domain.clock import SystemClock
from tests.e2e.conftest import Visitor
from tests.e2e.shots import shows
from tests.e2e.test_gb28181 import ADMIN, LOOKS, OWN_ID, empty, manage  # noqa: F401  (a fixture)
from tests.integration.cascade.conftest import ABOVE, PASSWORD, gb
from tests.integration.gb28181.conftest import Collected, snapshot

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Above:
    """A platform above, for a test that drives a browser."""

    def __init__(self, config) -> None:  # type: ignore[no-untyped-def]
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.config = gb(config, ABOVE).model_copy(update={"data": config.data.parent / "above"})
        self.station: Station = self.does(self._opened())

    async def _opened(self) -> Station:
        station = Station(self.config, SystemClock(), Collected())
        await station.open()
        known: ConfigSnapshot = snapshot(self.config, OWN_ID, password=PASSWORD)
        station.adopt(known)
        return station

    def does(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def leave(self) -> None:
        self.does(self.station.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


def folder_of_pictures(data: Path) -> str:
    """A camera that is a folder; its pictures are coded for the platform above."""
    folder = data / "footage" / "corridor"
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(4):
        drawn = np.full((360, 640, 3), (90, 120, 60), np.uint8)
        cv2.rectangle(drawn, (60 + 120 * k, 80), (160 + 120 * k, 300), (40, 60, 220), -1)
        cv2.imwrite(str(folder / f"{k}.jpg"), drawn)
    return "folder:corridor"


def test_a_platform_above_is_entered_and_sees_the_camera_that_was_lent(browser, empty) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    config, environment = empty
    manage(
        environment,
        "from anlan.records.sites.models import Enterprise;"
        "from anlan.records.sites.camera_services import camera_create as c;"
        f"e=Enterprise.objects.first();c(actor=None,enterprise=e,name='装卸走廊',source='{folder_of_pictures(config.data)}')",
    )
    above = Above(config)
    visitor = Visitor(browser, f"http://127.0.0.1:{config.http_port}", ADMIN)
    page = visitor.page
    try:
        visitor.opens("/gb28181?side=above")
        visitor.is_sound()
        page.get_by_role("button", name="登记上级平台").click()
        fields = page.locator(".el-dialog .el-form-item")
        for label, value in (
            ("名称", "市视频平台"), ("上级平台编码", ABOVE), ("地址", "127.0.0.1"),
            ("端口", str(above.config.gb28181_port)), ("认证密码", PASSWORD),
        ):  # fmt: skip
            fields.filter(has=page.get_by_text(label, exact=True)).locator("input").first.fill(value)
        shows(visitor, "superiors-form")
        visitor.confirms("登记上级平台")
        page.locator("td.st", has_text="已注册").wait_for(timeout=60_000)
        page.get_by_role("button", name="市视频平台").click()
        page.get_by_text("未共享任何摄像机").wait_for()
        page.get_by_role("button", name="选择摄像机").click()
        page.locator(".el-dialog li", has_text="装卸走廊").locator("input").check()
        page.get_by_placeholder("如：市级视频联网要求").fill("市级视频联网要求")
        visitor.is_sound()
        shows(visitor, "superiors-lend")
        visitor.confirms("共享给 市视频平台")
        page.get_by_role("link", name="装卸走廊").wait_for()
        channel = page.locator("li .code").first.inner_text()[:20]
        for _ in range(60):
            if channel in above.station.devices.get(OWN_ID).catalogue.channels:  # type: ignore[union-attr]
                break
            page.wait_for_timeout(500)
        stop = threading.Event()
        arrivals = above.station.source(f"gb28181://{OWN_ID}/{channel}").arrivals(stop)
        seen = next(arrivals).load()
        assert seen.shape == (360, 640, 3)
        assert seen.reshape(-1, 3).mean(0)[1] > 70
        page.locator("td.num", has_text="1").first.wait_for()
        page.wait_for_timeout(11_000)
        visitor.is_sound()
        shows(visitor, "superiors-light")
        for look, options in LOOKS.items():
            other = Visitor(browser, visitor.origin, ADMIN, **options)
            other.opens("/gb28181?side=above")
            other.page.get_by_role("button", name="市视频平台").click()
            other.page.get_by_role("link", name="装卸走廊").wait_for()
            other.is_sound()
            shows(other, f"superiors-{look}")
            assert other.complaints == []
        stop.set()
        arrivals.close()  # type: ignore[attr-defined]
        page.get_by_role("link", name="装卸走廊").click()
        page.get_by_text("已共享给：市视频平台").wait_for()
        shows(visitor, "superiors-camera")
        assert [told for told in visitor.complaints if not ("503" in told and told.endswith("/view"))] == []
    finally:
        above.leave()
