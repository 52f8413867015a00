"""From a device that nobody knows to a point that is watched: a real client, one click each, no restart."""

import json
import shutil
import subprocess
import time

import pytest

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.skipif(
        not shutil.which("mosquitto_pub"), reason="needs mosquitto_pub: apt-get install mosquitto-clients"
    ),
]

STRANGER = "e2e-stranger"


def publish(platform: Platform, secret: str, value: float) -> subprocess.CompletedProcess[str]:
    """One reading at QoS 1, as anybody's device would send it."""
    return subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(platform.plant.port), "-u", STRANGER, "-P", secret, "-q", "1",
         "-t", f"anlan/v1/{STRANGER}/telemetry", "-m", json.dumps({"d": {"nh3-new": value}})],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


def accepted(platform: Platform, secret: str, value: float) -> None:
    """Sent again until the gateway has taken over the new configuration."""
    deadline = time.monotonic() + 30
    while (done := publish(platform, secret, value)).returncode:
        assert time.monotonic() < deadline, done.stderr
        time.sleep(0.5)


def test_a_stranger_is_registered_by_one_click_and_its_next_reading_is_judged(visit: Visit, platform: Platform) -> None:
    admin = visit("admin")
    refused = publish(platform, "a guess", 8.2)
    assert "bad user name or password" in refused.stderr.lower()

    secret = _register(admin, STRANGER, choose_enterprise=True)
    accepted(platform, secret, 8.2)
    admin.page.reload()
    assert _register(admin, STRANGER) == ""
    assert admin.page.locator("tr", has_text=STRANGER).count() == 0

    admin.opens("/alarms")
    admin.page.evaluate("window.neverReloaded = true")
    alarm = _until_alarm(platform, secret, admin)
    assert (alarm["value"], alarm["set_point"]) == (161.5, 100)
    admin.page.locator(f"tbody a[href='/alarms/{alarm['id']}']").first.wait_for()
    assert admin.page.evaluate("window.neverReloaded"), "the alarm came by itself"


#: The newest open alarm of the new point, as the API tells it.
ALARM = """async () => {
  const told = await (await fetch('/api/alarms?state=open&page_size=200')).json()
  return told.items.find(a => a.point.address === 'nh3-new' && a.label === 'HHH' && a.value === 161.5) ?? null
}"""


def _register(admin: Visitor, source: str, *, choose_enterprise: bool = False) -> str:
    """Press 登记 beside a source and fill in what the dialog does not know; returns the secret it shows, if any."""
    page = admin.page
    admin.opens("/unknown")
    row = page.locator("tr", has_text=source)
    row.wait_for(timeout=30_000)  # the list asks again by itself
    row.get_by_role("button", name="登记").click()
    dialog = page.locator(".el-dialog")
    dialog.wait_for()
    choices = dialog.locator(".el-select")
    if choose_enterprise:
        choices.nth(0).click()
        page.locator(".el-select-dropdown__item:visible").first.click()
    else:
        choices.nth(2).click()
        page.locator(".el-select-dropdown__item:visible", has_text="nh3_concentration").click()
    page.locator(".el-select-dropdown:visible").wait_for(state="hidden")  # half faded out it has no contrast
    assert admin.faults() == []
    admin.confirms("登记")
    shown = page.locator(".secret code")
    return shown.inner_text() if choose_enterprise else ""


def _until_alarm(platform: Platform, secret: str, admin: Visitor) -> dict[str, object]:
    """The point is judged from the moment the alarms process has taken over the configuration."""
    deadline = time.monotonic() + 30
    while not (alarm := admin.page.evaluate(ALARM)):
        assert time.monotonic() < deadline, "no alarm"
        accepted(platform, secret, 161.5)
        time.sleep(1)
    return dict(alarm)
