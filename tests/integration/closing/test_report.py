"""The closing report: issued once per content, opened, and read."""

import hashlib
import io

import pypdf
import pytest
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.closing.models import IssuedReport
from anlan.records.closing.services import classify
from anlan.records.core import clock
from anlan.web.closing_report import fonts
from anlan.web.closing_report.curve import Curve, SetPoint, svg
from anlan.web.closing_report.facts import facts_of, local
from anlan.web.closing_report.rendering import content_hash, render
from tests.factories import UserFactory
from tests.integration.closing.support import closed, fed_back
from tests.reading_pdf import alike_letters, margin_px, pictures, pixels_near, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs_font() -> None:
    try:
        fonts.chosen()
    except fonts.FontMissing:
        pytest.skip("no Chinese font here (apt-get install fonts-noto-cjk)")


@pytest.fixture
def duty():
    return UserFactory(role=Role.DUTY_OFFICER, name="示例值班员")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def leak() -> Curve:
    minute = 60_000
    values = [2.0, 3.0, 60.0, None, 90.0, 3.0]
    stamps = [n * minute for n in range(6)]
    limits = [SetPoint("H", 28.0, "yellow"), SetPoint("HH", 56.0, "orange")]
    return Curve("1号氨气探测器", "ppm", 0, 6 * minute, stamps, values, values, limits, [(2 * minute, 5 * minute)])


def test_everything_that_must_be_in_it_can_be_read(needs_font, duty) -> None:
    order = closed(photo=True)
    classify(incident_id=order.pk, actor=duty, cause="P-SEAL", measures=["C-ENGINEER"], note="垫片老化")
    facts = {**facts_of(order), "curve": {"name": "1号氨气探测器", "unit": "ppm", "window": "北京时间"}}
    digest = content_hash(facts)
    stamp = {"no": f"BG-{order.no}-01", "issued_at": local(clock.now()), "issued_by": "示例值班员", "sha256": digest}
    pdf = render(facts, stamp, leak(), clock.now())
    text = words(pdf)
    expected = [
        "安全生产报警处置闭环报告", stamp["no"], order.no, order.enterprise.name, order.enterprise.uscc,
        "已关闭阀门并更换垫片", "切断氨源", "密封失效", "工程控制", "垫片老化", "更换后的垫片", "120.66123",
        "示例处置员", "示例复核员", "单位盖章", digest, "复核通过", "HH56", "监测曲线",
    ]  # fmt: skip
    assert [one for one in expected if "".join(one.split()) not in text] == []
    images = [image for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    assert len(images) == 1, "the photo; the curve is drawn, not a picture"
    pages = pictures(pdf)
    assert all(margin_px(page) >= 20 for page in pages), "nothing runs over the edge of the paper"
    assert sum(pixels_near(page, (11, 92, 171)) for page in pages) > 200, "the curve is there to be seen"
    assert alike_letters(pdf) == "", "letters that the font does not have are all the same box"
    assert render(facts, stamp, leak(), clock.now())[:4] == b"%PDF"


def test_a_gap_in_the_readings_is_a_gap_in_the_drawing() -> None:
    drawn = svg(leak(), "Noto Sans CJK SC")
    assert drawn.count("<polygon") == 2
    assert drawn.count("stroke-dasharray") == 2


def test_the_same_facts_are_one_edition_and_changed_facts_the_next(needs_font, duty) -> None:
    order = closed()
    client = client_of(duty)
    first, again = (client.post(f"/api/incidents/{order.pk}/reports").json() for _ in range(2))
    assert first == again
    classify(incident_id=order.pk, actor=duty, cause="P-SEAL", measures=[])
    second = client.post(f"/api/incidents/{order.pk}/reports").json()
    assert (first["edition"], second["edition"], IssuedReport.objects.count()) == (1, 2, 2)
    for told in (first, second):
        pdf = b"".join(client.get(told["url"]).streaming_content)
        assert hashlib.sha256(pdf).hexdigest() == told["file_sha256"]
        assert told["content_sha256"] in words(pdf)
        assert "历史数据服务无响应" in words(pdf)  # no history process runs here: the report says so


def test_an_open_work_order_has_no_closing_report(duty) -> None:
    answer = client_of(duty).post(f"/api/incidents/{fed_back().pk}/reports")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_without_a_chinese_font_it_says_what_to_install(duty, monkeypatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda: frozenset({"DejaVu Sans Mono"}))
    answer = client_of(duty).post(f"/api/incidents/{closed().pk}/reports")
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.json()["message"]
    assert not IssuedReport.objects.exists()
