"""From a recorder's form to its picture in the browser: it is entered, registers, and a channel becomes a camera."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from bench.ports import free_port

from anlan.demo.handover import Account
from anlan.kit.settings import Settings
from tests.e2e import platform as platforms
from tests.e2e.conftest import Visitor, missing
from tests.e2e.shots import shows
from tests.integration.gb28181.device import Recorder
from tests.servers import database

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWN_ID, CODE, PASSWORD = "33038100002000000001", "33038100001180000001", "Video#2026"
CHANNELS = {f"3303810000132000000{k}": name for k, name in enumerate(("一号库房", "二号库房", "机房", "装卸口"), 1)}
ADMIN = Account(username="chief", name="系统管理员", role="admin", role_name="", password="Sehr-geheim-4711")

LOOKS = {"dark": {"color_scheme": "dark"}, "phone": {"viewport": {"width": 390, "height": 844}}}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, dict[str, str]]]:
    """A platform with one administrator, one enterprise and GB/T 28181 switched on."""
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")
    ports = {f"{name}_port": free_port() for name in ("nats", "mqtt", "hj212", "http", "http_ingest", "gb28181")}
    media = min(free_port(), 60_000)
    config = Settings(
        data=tmp_path_factory.mktemp("gb28181") / "data", readings_max_bytes=2**28, nats_store_max_bytes=4 * 2**30,
        field_hosts="127.0.0.1", gb28181_id=OWN_ID, gb28181_networks="127.0.0.0/8",
        gb28181_media_ports=f"{media}-{media + 60}", **ports,
    )  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = {**inherited, **config.as_environment(), "ANLAN_LOG_LEVEL": "WARNING"}
    database.place(config.data)
    log = config.data.parent / "platform.log"
    with log.open("wb") as said:
        process = subprocess.Popen([*platforms.ANLAN, "up"], env=environment, stdout=said, stderr=subprocess.STDOUT)
    try:
        platforms.until(lambda: platforms.health(config)[0] == 200, "the platform is not well", process, log)
        make = [*platforms.ANLAN, "admin", "create", ADMIN.username]
        subprocess.run(make, env={**environment, "ANLAN_NEW_PASSWORD": ADMIN.password}, check=True, timeout=120)
        manage(
            environment,
            "from anlan.records.places.models import Town;from anlan.records.sites.models import Enterprise;"
            "Enterprise.objects.create(name='示例冷链有限公司',town=Town.objects.first(),field='ammonia',lon=120.65,lat=27.78)",
        )
        yield config, environment
    finally:
        process.terminate()
        process.wait(30)


def manage(environment: dict[str, str], code: str) -> None:
    words = [sys.executable, "-m", "anlan.web.manage", "shell", "-v", "0", "-c", code]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr[-800:]


class Beside:
    """A recorder on an event loop of its own, for a test that drives a browser."""

    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.device = Recorder(port=port, password=PASSWORD, channels=CHANNELS)
        self.does(self.device.open())

    def does(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def leave(self) -> None:
        self.does(self.device.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


def test_a_recorder_is_entered_registers_and_shows_its_picture(browser, empty) -> None:  # type: ignore[no-untyped-def]
    config, _ = empty
    visitor = Visitor(browser, f"http://127.0.0.1:{config.http_port}", ADMIN)
    page = visitor.page
    visitor.opens("/gb28181")
    visitor.is_sound()
    page.get_by_role("button", name="登记设备").click()
    page.locator(".el-dialog input").first.fill(CODE)
    page.locator(".el-dialog input").nth(1).fill("冷库录像机")
    page.locator(".el-dialog .el-select input").click()
    page.get_by_role("option").first.click()
    page.locator(".el-dialog input").last.fill(PASSWORD)
    shows(visitor, "gb28181-device")
    visitor.confirms("登记设备")
    page.get_by_text(PASSWORD).wait_for()
    recorder = Beside(config.gb28181_port)
    try:
        answer = "403"
        for _ in range(100):  # until the configuration has reached the cameras process
            answer = recorder.does(recorder.device.register())
            if " 200 OK" in answer:
                break
            page.wait_for_timeout(1_000)
        assert " 200 OK" in answer
        recorder.does(recorder.device.keepalive())
        page.get_by_role("button", name="冷库录像机").click()
        page.get_by_text("装卸口").wait_for(timeout=25_000)
        page.locator("td.st", has_text="在线").wait_for(timeout=25_000)
        visitor.is_sound()
        shows(visitor, "gb28181-light")
        page.get_by_role("button", name="登记为摄像机").first.click()
        page.locator(".el-dialog .el-select input").first.click()
        page.get_by_role("option").first.click()
        shows(visitor, "gb28181-camera")
        visitor.confirms("登记为摄像机")
        page.get_by_role("link", name="已登记：一号库房").click()
        page.locator("main img, main canvas").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3_000)
        shows(visitor, "gb28181-picture")
        assert recorder.device.invites
        for look, options in LOOKS.items():
            other = Visitor(browser, visitor.origin, ADMIN, **options)
            other.opens("/gb28181")
            other.page.get_by_role("button", name="冷库录像机").click()
            other.page.get_by_text("装卸口").wait_for()
            other.is_sound()
            shows(other, f"gb28181-{look}")
            assert other.complaints == []
        # Until its first picture the camera has none to show, and a browser writes every 503 into its console.
        assert [told for told in visitor.complaints if not ("503" in told and told.endswith("/view"))] == []
    finally:
        recorder.leave()
