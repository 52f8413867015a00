"""Camera alarms judged by keys: what the verdicts say of the scene, and the labelled data that come of them."""

import zipfile

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.platform import Platform
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]

#: Five alarms of a scene of its own, each of twenty seconds, with a picture of the moment.
_SEEN = """
import hashlib, io
from datetime import timedelta
from PIL import Image
from anlan.bus.evidence_spool import EvidenceItem, EvidencePack
from anlan.domain.clock import to_ms
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.evidence.services import evidence_take_in
from anlan.records.sites.camera_services import scene_create
from anlan.records.sites.models import Camera
from tests.factories.alarms import alarm
scene = scene_create(actor=None, camera=Camera.objects.order_by("-id").first(), behaviour="fallen", name="误报多的门口",
                     watched_area=[[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]])
out = io.BytesIO()
Image.new("RGB", (640, 360), (90, 110, 130)).save(out, "JPEG")
for n in range(5):
    found = alarm(scene.point, at_ms=to_ms(clock.now() - timedelta(minutes=n + 1)))
    end = found.raised_at + timedelta(seconds=20)
    Alarm.objects.filter(pk=found.pk).update(cleared_at=end, peak_value=0.9, set_point=0.6)
    data = out.getvalue() + str(n).encode()
    item = EvidenceItem(role="at", rendition="blurred", at_ms=to_ms(found.raised_at), media_type="image/jpeg",
                        width_px=640, height_px=360, sha256=hashlib.sha256(data).hexdigest(), data=data)
    evidence_take_in(EvidencePack(alarm_id=found.alarm_id, point_id=scene.point_id,
                                  raised_at_ms=to_ms(found.raised_at), items=[item]))
print(scene.camera_id, scene.pk)
"""


def test_five_false_alarms_make_a_suggestion_and_labelled_data(visit: Visit, platform: Platform) -> None:
    camera, scene = platform.manage(_SEEN).splitlines()[-1].split()
    duty = visit("duty_officer")
    page = duty.page
    duty.opens(f"/review?scene={scene}")
    page.locator(".worth li", has_text="误报多的门口").wait_for()
    page.locator("[aria-current]", has_text="误报多的门口").first.wait_for()  # keys have something to judge
    assert page.locator(".worth .advice").count() == 0, "nothing was judged yet"
    for judged in range(1, 6):
        page.keyboard.press("2")
        page.locator(".segment button", has_text=f"误报 {judged}").wait_for()
        page.wait_for_timeout(200)
    advice = page.locator(".worth li", has_text="误报多的门口").locator(".advice")
    advice.wait_for()  # by itself, without a reload
    assert "5 条中 5 条" in advice.inner_text()
    assert "延时增加约" in advice.inner_text()
    shows(duty, "review-advice")
    duty.is_sound()

    page.get_by_role("button", name="导出标注数据").click()
    duty.is_sound()
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="下载", exact=True).click()
    assert downloaded.value.suggested_filename == "camera-labels.zip"
    with zipfile.ZipFile(downloaded.value.path()) as archive:
        names = archive.namelist()
        assert "manifest.csv" in names
        assert len([name for name in names if name.endswith(".jpg")]) == 5
        assert archive.read("manifest.csv").decode("utf-8-sig").count("fall/") == 5
    page.get_by_text("已导出 5 条报警").wait_for()

    # Who may change the scene reads the same beside its settings.
    admin = visit("admin")
    admin.opens(f"/cameras/{camera}/scenes/{scene}")
    admin.page.locator(".advice", has_text="5 条中 5 条").wait_for()
    assert admin.page.get_by_role("link", name="查看误报").get_attribute("href") == (
        f"/review?scene={scene}&judgement=false"
    )
    shows(admin, "scene-advice")
    assert admin.page.locator(".head h1").inner_text() == "误报多的门口"
    # No video is analysed here, which the page says where its picture would be.
    admin.complaints[:] = [one for one in admin.complaints if not (" 503 " in one and one.endswith("/view"))]
