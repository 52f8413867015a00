"""From an empty platform to a plant that alarms, in the browser alone, with mosquitto_pub as the device."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyModbusTCP.server import DataBank, ModbusServer

from anlan.demo.handover import Account
from anlan.kit.settings import Settings
from tests.conftest import free_port
from tests.e2e.conftest import Visitor, missing
from tests.e2e.platform import ANLAN, health, until
from tests.factories.sites import made_up_uscc
from tests.servers import database

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]
PASSWORD = "a long enough first password 7"


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """`anlan up` on an empty folder, and one account."""
    if missing or not shutil.which("mosquitto_pub"):
        pytest.skip(f"not here: {', '.join(missing) or 'mosquitto_pub (apt-get install mosquitto-clients)'}")
    ports = {f"{name}_port": free_port() for name in ("nats", "mqtt", "hj212", "http", "http_ingest")}
    folder = tmp_path_factory.mktemp("empty")
    sizes = {"readings_max_bytes": 2**28, "nats_store_max_bytes": 4 * 2**30}
    config = Settings(data=folder / "data", field_hosts="127.0.0.1", **sizes, **ports)
    database.place(config.data)
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = {**inherited, **config.as_environment(), "ANLAN_LOG_LEVEL": "WARNING"}
    log = (folder / "platform.log").open("wb")
    process = subprocess.Popen([*ANLAN, "up"], env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: health(config)[0] == 200, "the empty platform is not well", process, Path(log.name))
        made = [*ANLAN, "admin", "create", "chief", "--name", "系统管理员"]
        subprocess.run(made, env={**environment, "ANLAN_NEW_PASSWORD": PASSWORD}, check=True, timeout=120)
        yield config
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()


class Device:
    """A gateway that is mosquitto_pub, once a second, until stopped."""

    def __init__(self, port: int, code: str, secret: str) -> None:
        self._command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-u", code, "-P", secret, "-q", "1",
                         "-t", f"anlan/v1/{code}/telemetry", "-m"]  # fmt: skip
        self._stop = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self._stop.wait(1):
            # Refused until the gateway's configuration has arrived: a device tries again, and so does this one.
            subprocess.run([*self._command, json.dumps({"d": {"nh3_1": 3.2}})], capture_output=True, check=False)

    def stop(self) -> None:
        self._stop.set()


def in_the_wizard(empty: Settings, browser: object) -> Visitor:
    """An administrator who has entered the first enterprise."""
    origin = f"http://127.0.0.1:{empty.http_port}"
    account = Account(username="chief", password=PASSWORD, role="admin", name="系统管理员", role_name="系统管理员")
    visitor = Visitor(browser, origin, account)
    page = visitor.page
    page.set_default_timeout(60_000)
    visitor.opens("/setup")
    assert visitor.faults() == []
    page.get_by_label("企业名称").fill("示例冷链有限公司")
    page.get_by_label("统一社会信用代码").fill(made_up_uscc(1))
    page.get_by_label("乡镇（街道）").select_option(index=0)
    page.get_by_role("button", name="保存").click()
    return visitor


def test_the_wizard_alone_makes_a_plant_that_alarms(empty: Settings, browser: object) -> None:
    visitor = in_the_wizard(empty, browser)
    page = visitor.page
    page.get_by_label("网关编码").fill("GW-FIRST")
    page.get_by_role("button", name="保存").click()
    secret = page.locator(".secret").inner_text()
    device = Device(empty.mqtt_port, "GW-FIRST", secret)
    try:
        page.get_by_role("button", name="登记 nh3_1").click()  # the kind was guessed: one click
        page.get_by_label("姓名").fill("王安全")
        page.get_by_label("登录名").fill("manager")
        page.get_by_role("button", name="保存").click()
        page.wait_for_selector("text=初始密码")
        visitor.opens("/setup")  # left and resumed: it goes on where it was
        page.get_by_role("button", name="暂不接入").click()
        assert visitor.faults() == []
        page.get_by_role("button", name="发送测试报警").click()
        page.get_by_role("link", name="报警已产生").wait_for()
        page.locator(".have li", has_text="已通知").filter(has_text="✓").filter(has_text="王安全").wait_for()
        page.wait_for_selector("text=开通完成")
        page.get_by_role("link", name="报警已产生").click()
        page.wait_for_selector("main >> text=测试信号")
        visitor.opens("/enterprises")
        page.get_by_role("link", name="示例冷链有限公司").first.click()
        page.wait_for_selector("text=3.2")
    finally:
        device.stop()
        visitor.context.close()
    # A question asked again until the engine has the new point is answered 409: that is its protocol.
    assert [c for c in visitor.complaints if "409" not in c] == []


@pytest.mark.slow
def test_a_device_that_waits_to_be_asked_is_found_register_by_register(empty: Settings, browser: object) -> None:
    bank = DataBank(h_regs_size=10)
    bank.set_holding_registers(0, [32, 77])
    plc = ModbusServer("127.0.0.1", free_port(), no_block=True, data_bank=bank)
    plc.start()
    visitor = in_the_wizard(empty, browser)
    page = visitor.page
    try:
        page.get_by_label("网关编码").fill("PLC-1")
        page.get_by_label("协议").select_option("modbus")
        page.get_by_label("设备地址").fill("127.0.0.1")
        page.get_by_label("端口").fill(str(plc.port))
        assert visitor.faults() == []
        page.get_by_role("button", name="保存").click()
        page.wait_for_selector("text=只读不写")
        page.get_by_label("40002 类型").select_option("nh3_concentration")
        assert visitor.faults() == []
        page.get_by_role("button", name="登记 40002").click()
        page.get_by_label("姓名").wait_for()  # the next step
        visitor.opens("/enterprises")
        page.get_by_role("link", name="示例冷链有限公司").first.click()
        page.wait_for_selector("main >> text=77")
        bank.set_holding_registers(1, [78])
        page.wait_for_selector("main >> text=78")
    finally:
        plc.stop()
        visitor.context.close()
    assert [c for c in visitor.complaints if "409" not in c] == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("openssl"), reason="the openssl command is not installed")
def test_a_device_with_openssl_and_curl_posts_what_the_wizard_shows_it(
    empty: Settings, browser: object, tmp_path: Path
) -> None:
    visitor = in_the_wizard(empty, browser)
    page = visitor.page
    try:
        page.get_by_label("网关编码").fill("HT-SM4")
        page.get_by_label("协议").select_option("http")
        page.get_by_label("SM4 加密上报").select_option("required")
        assert visitor.faults() == []
        page.get_by_role("button", name="保存").click()
        script = page.locator(".encryption pre").inner_text()
        assert visitor.faults() == []
        script = script.replace(":5280/", f":{empty.http_ingest_port}/")
        page.screenshot(path=str(tmp_path / "encryption.png"), full_page=True)

        said = ""
        for _ in range(60):  # refused until the gateway's configuration has arrived
            command = ["bash", "-euc", script]
            said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
            if '"unknown":["nh3_1"]' in said:
                break
            time.sleep(0.5)
        assert '"unknown":["nh3_1"]' in said
        page.get_by_role("button", name="登记 nh3_1").click()
        page.get_by_label("姓名").wait_for()  # the next step
    finally:
        visitor.context.close()
