"""Playing back in a browser: from the camera's page, with keys, to a time without pictures; and who is written down."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Visit, started
from tests.e2e.platform import Platform

# A platform of its own: its camera's tape is dense.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-playback")]

WATCHED = """
from anlan.records.sites.camera_services import camera_source_set
from anlan.records.sites.models import Camera
camera = Camera.objects.order_by("id").first()
camera_source_set(actor=None, camera=camera, source="virtual:scene:standing")
print(camera.pk)
"""
WRITTEN = """
from anlan.records.audit.models import AuditEntry
for entry in AuditEntry.objects.filter(action__startswith="camera.playback").order_by("seq"):
    print(entry.action, entry.changes.get("source"), entry.changes.get("why", ""), entry.changes.get("pictures", 0))
"""
#: Where pictures for people go, if anywhere.
SHOTS = os.environ.get("ANLAN_TEST_SHOTS", "")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    yield from started(tmp_path_factory, camera_tape_step_s="1")


def until(is_true: Callable[[], bool], what: str, wait_s: float = 60) -> None:
    deadline = time.monotonic() + wait_s
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def shot(page, name: str) -> None:  # type: ignore[no-untyped-def]
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"playback-{name}.png"), full_page=True)


def test_what_a_camera_saw_is_played_from_its_page(visit: Visit, platform: Platform) -> None:
    camera = platform.manage(WATCHED).strip()
    duty = visit("duty_officer")
    page = duty.page
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    listed = f"{platform.origin}/api/cameras/{camera}/recordings?day={today}"

    def kept_s() -> float:
        spans = page.request.get(listed).json().get("spans", [])
        return sum(_seconds(span) for span in spans)

    until(lambda: kept_s() > 25, "nothing is kept")
    duty.opens(f"/cameras/{camera}")
    page.get_by_role("link", name="回放", exact=True).click()
    picture = page.get_by_role("img", name="回放画面")
    picture.wait_for()
    first = page.get_by_role("timer").inner_text()
    until(lambda: page.get_by_role("timer").inner_text() > first, "it does not play")
    duty.is_sound()
    shot(page, "light")

    page.keyboard.press(" ")
    page.get_by_role("button", name="播放", exact=True).wait_for()
    stands = page.get_by_role("timer").inner_text()
    for _ in range(3):  # the last minute has two pictures a second
        page.keyboard.press("ArrowLeft")
    until(lambda: page.get_by_role("timer").inner_text() < stands, "it does not step back")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    until(lambda: page.get_by_role("timer").inner_text() >= stands, "it does not step on")
    page.get_by_role("button", name="×8").click()
    page.get_by_role("button", name="播放", exact=True).click()
    page.wait_for_selector("text=已播放到最后一帧", timeout=30_000)
    shot(page, "ended")

    page.get_by_role("button", name="前一天").click()
    page.wait_for_selector("text=这一天没有可回放的画面")
    duty.is_sound()
    shot(page, "empty")

    manager = visit("enterprise_manager", enterprise=_enterprise(platform, camera))
    manager.opens(f"/cameras/{camera}")
    manager.page.get_by_role("heading", level=1).wait_for()
    assert manager.page.get_by_role("link", name="回放", exact=True).count() == 0

    for name, options in {
        "dark": {"color_scheme": "dark"}, "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    }.items():  # fmt: skip
        other = visit("enforcement" if name == "dark" else "duty_officer", **options)
        other.opens(f"/cameras/{camera}/playback?at={int(time.time() * 1000) - 20_000}")
        other.page.get_by_role("img", name="回放画面").wait_for()
        other.is_sound()
        shot(other.page, name)

    page.close()
    until(lambda: "camera.playback_ended kept" in platform.manage(WRITTEN), "the end is not written down")
    assert "camera.playback_begun kept" in platform.manage(WRITTEN)


def _seconds(span: dict[str, str]) -> float:
    from datetime import datetime

    begin, end = (datetime.fromisoformat(span[name]) for name in ("begin", "end"))
    return (end - begin).total_seconds()


def _enterprise(platform: Platform, camera: str) -> int:
    found = platform.manage(
        f"from anlan.records.sites.models import Camera\nprint(Camera.objects.get(pk={camera}).enterprise_id)"
    )
    return int(found.strip())
