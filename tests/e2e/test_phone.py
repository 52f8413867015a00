"""The phone in the field: from the alarm to the printed report, five minutes of it without a network."""

import hashlib
import os
import time

import pytest

from anlan.demo.handover import Account
from tests.e2e.conftest import Visit, Visitor
from tests.e2e.platform import Platform
from tests.e2e.shots import shows
from tests.e2e.test_console import photo
from tests.factories.accounts import PASSWORD
from tests.reading_pdf import alike_letters, margin_px, pictures, pixels_near, words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e")]

#: 27.78° N 120.65° E lies in the county.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 27.78, "longitude": 120.65, "accuracy": 9},
}


#: Of the report's curve, and of the photos that are taken here.
CURVE, SCENE = (11, 92, 171), (80, 120, 90)


@pytest.fixture(scope="module", autouse=True)
def grid_officer(platform: Platform) -> None:
    """The demo has none: one in the plant's town."""
    town, name = platform.plant.enterprise.town_code, "示例网格员"
    platform.manage(
        "from anlan.records.accounts.models import User;"
        f"u=User(username='e2e-grid',name='{name}',role='grid_officer',town_id='{town}');"
        f"u.set_password('{PASSWORD}');u.save()"
    )
    officer = {"username": "e2e-grid", "name": name, "role": "grid_officer", "role_name": "网格员"}
    platform.handover.accounts.append(Account(**officer, password=PASSWORD, town_code=town))


def on_phone(visitor: Visitor, path: str) -> None:
    """A phone page, drawn and filled."""
    visitor.page.goto(visitor.origin + path)
    visitor.page.wait_for_selector(".ph h1")
    visitor.page.wait_for_selector(".ph-card, .ph-empty")
    visitor.page.wait_for_selector("main:not(:has([aria-busy=true]))")


def is_installed(visitor: Visitor) -> None:
    """The worker has everything it needs to start without a network."""
    kept = "async () => { while (!await caches.match('/m')) await new Promise(next => setTimeout(next, 100)) }"
    visitor.page.evaluate(kept)


def goes_dark(visitor: Visitor) -> None:
    """No network at all, and the complaints of the browser about it are no fault of ours."""
    visitor.context.set_offline(True)
    visitor.page.wait_for_selector(".link.off")


def five_minutes_pass(visitor: Visitor) -> None:
    """On the phone's own clock: every timer of these minutes fires, every attempt to send that is due is made."""
    before = visitor.page.evaluate("Date.now()")
    visitor.page.clock.fast_forward("05:00")
    assert visitor.page.evaluate("Date.now()") - before >= 300_000


def comes_back(visitor: Visitor) -> None:
    visitor.context.set_offline(False)
    visitor.page.wait_for_selector(".chip >> text=已全部发送", timeout=60_000)
    visitor.complaints[:] = [one for one in visitor.complaints if "net::ERR_INTERNET_DISCONNECTED" not in one]


def takes_photo(visitor: Visitor) -> None:
    before = visitor.page.locator("main img").count()
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    visitor.page.locator("main img").nth(before).wait_for()
    visitor.page.wait_for_selector("text=已定位（±9 米）")


def too_small(visitor: Visitor) -> list[str]:
    """What a glove would miss: anything to touch that is lower than 48 px."""
    return visitor.page.evaluate(
        "[...document.querySelectorAll('.phone a, .phone button, .phone label, .phone select, .phone textarea')]"
        ".filter(e => e.offsetHeight && e.offsetHeight < 48 && getComputedStyle(e).position !== 'absolute')"
        ".map(e => e.outerHTML.slice(0, 80))"
    )


def signs(visitor: Visitor, role: str, name: str) -> None:
    """Somebody writes a name on the screen."""
    block = visitor.page.locator("section[aria-labelledby=sign-title]")
    block.get_by_role("button", name=role, exact=True).click()
    block.get_by_label("姓名").fill(name)
    block.get_by_role("button", name="签名", exact=True).click()
    field = block.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    visitor.page.mouse.move(box["x"] + 20, box["y"] + 80)
    visitor.page.mouse.down()
    for x, y in ((90, 20), (150, 90), (260, 40)):
        visitor.page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    visitor.page.mouse.up()
    block.get_by_role("button", name="确认签名").click()
    block.get_by_role("img", name=f"现场签名 {name}").wait_for()


def test_from_the_alarm_to_the_printed_report_with_the_network_gone_in_between(visit: Visit, platform: Platform):
    platform.calms_down()
    duty = visit("duty_officer")
    field = visit("enterprise_principal", enterprise=1, **PHONE)
    field.page.clock.install()
    on_phone(field, "/m")
    is_installed(field)

    platform.plant.value = 160.0
    row = field.page.locator(".row.red").first
    row.wait_for(timeout=60_000)
    shows(field, "phone-tasks")
    row.click()
    field.page.get_by_role("button", name="立即签收").wait_for()
    shows(field, "phone-order")
    order = field.page.url.rsplit("/", 1)[1]

    goes_dark(field)
    field.page.get_by_role("button", name="立即签收").click()
    field.page.wait_for_selector(".band >> text=已保存，待发送")
    tick = field.page.locator(".steps input").first
    tick.check()
    takes_photo(field)
    takes_photo(field)
    five_minutes_pass(field)
    assert field.page.locator(".chip").inner_text() == "3 项待发"
    # The app is closed and opened again in the dark: nothing is lost.
    field.page.goto("about:blank")
    field.page.goto(f"{platform.origin}/m/orders/{order}")
    field.page.wait_for_selector(".band >> text=已保存，待发送")
    assert field.page.locator(".steps input").first.is_checked()
    assert field.page.locator("main img").count() == 2
    assert duty.page.evaluate(f"fetch('/api/incidents/{order}').then(a => a.json()).then(a => a.state)") == "dispatched"
    field.page.get_by_role("button", name="已切断泄漏源，浓度恢复正常。").click()
    field.page.locator("textarea").scroll_into_view_if_needed()
    shows(field, "phone-feedback")
    field.page.get_by_role("button", name="处置完成，提交反馈").click()
    field.page.wait_for_selector("text=已提交，等待复核")
    assert field.page.locator(".chip").inner_text() == "4 项待发"
    assert field.faults() == []

    comes_back(field)
    told = duty.page.evaluate(f"fetch('/api/incidents/{order}').then(a => a.json())")
    assert told["state"] == "feedback"
    assert len(told["attachments"]) == 2
    assert all(one["accuracy_m"] == 9 and abs(one["lat"] - 27.78) < 1e-6 for one in told["attachments"])
    assert [e["kind"] for e in told["timeline"]].count("accepted") == 1
    assert len(told["measures_done"]) == 1

    platform.plant.value = 2.0
    _verify_and_read(visit("town_officer", town_code=platform.plant.enterprise.town_code), order)


def _verify_and_read(centre: Visitor, order: str) -> None:
    page = centre.page
    centre.opens(f"/incidents/{order}")
    page.locator(".learning select").select_option("P-SEAL")
    page.locator(".learning .tick input").first.check()
    page.get_by_role("button", name="保存分类").click()
    page.wait_for_selector(".learning >> text=填写")
    page.locator(".acts button:not([aria-disabled])", has_text="复核办结").wait_for(timeout=60_000)
    centre.presses("复核办结")
    centre.confirms("复核办结")
    page.wait_for_selector(".state >> text=已闭环")
    shows(centre, "learning-card")
    page.locator(".learning").get_by_role("button", name="有用", exact=True).click()
    page.wait_for_selector(".learning >> text=有用 1 · 没用 0")
    assert centre.faults() == []
    with page.expect_response("**/reports") as answered:
        page.get_by_role("button", name="出具闭环报告").click()
    told = answered.value.json()
    pdf = page.request.get(centre.origin + told["url"]).body()
    assert hashlib.sha256(pdf).hexdigest() == told["file_sha256"]
    text = words(pdf)
    expected = ["监测曲线", "HHH", "已切断泄漏源", "密封失效", "单位盖章", "精度9米", told["no"]]
    assert [one for one in [*expected, told["content_sha256"]] if one not in text] == []
    _looks_right(pdf)
    page.wait_for_selector(f".learning >> text={told['no']}")


def _looks_right(pdf: bytes) -> None:
    """What the eye asks of a printed report: real letters, inside the paper, the curve, and both photos."""
    pages = pictures(pdf)
    for number, page in enumerate(pages, 1):
        if folder := os.environ.get("ANLAN_SHOTS"):
            page.save(f"{folder}/report-{number}.png")
        assert margin_px(page) >= 20, f"page {number} runs over the edge of the paper"
    assert alike_letters(pdf) == "", "letters that the font does not have are all the same box"
    assert sum(pixels_near(page, CURVE) for page in pages) > 200
    assert sum(pixels_near(page, SCENE) for page in pages) > 2 * 100 * 75


def order_of(platform: Platform) -> str:
    """A work order of the plant, from an alarm of its own when no other test has made one."""
    ask = (
        "from anlan.records.incidents.models import Incident;"
        "i=Incident.objects.filter(enterprise__isnull=False).order_by('id').first();print(i.pk if i else '')"
    )
    platform.plant.value = 160.0
    deadline = time.monotonic() + 60
    while not (found := platform.manage(ask)):
        assert time.monotonic() < deadline, "no work order after an alarm"
    platform.plant.value = 2.0
    return found


@pytest.mark.slow
def test_two_accept_and_the_second_is_told_by_whom(visit: Visit, platform: Platform) -> None:
    platform.calms_down()
    made = order_of(platform)
    platform.manage(
        "from anlan.records.incidents.models import Incident;from anlan.records.core import clock;"
        f"i=Incident.objects.get(pk={made});"
        "Incident.objects.filter(pk=i.pk).update(state='dispatched',is_open=True,accepted_by=None,accepted_at=None,"
        "handled_by=None,verified_by=None,closed_at=None,next_step='签收',group_key='again',dispatched_at=clock.now());"
    )
    first = visit("enterprise_principal", enterprise=1, **PHONE)
    second = visit("enterprise_manager", enterprise=1, **PHONE)
    on_phone(first, f"/m/orders/{made}")
    on_phone(second, f"/m/orders/{made}")
    is_installed(second)
    goes_dark(second)
    second.page.get_by_role("button", name="立即签收").click()
    second.page.wait_for_selector(".band >> text=已保存，待发送")
    first.page.get_by_role("button", name="立即签收").click()
    first.page.wait_for_selector(".band >> text=已签收")
    second.context.set_offline(False)
    name = first.page.evaluate("fetch('/api/session').then(a => a.json()).then(a => a.name)")
    second.page.locator(".ph-strip.bad").get_by_text(f"工单已由{name}签收").wait_for(timeout=60_000)
    second.complaints[:] = [one for one in second.complaints if "net::" not in one and "409" not in one]
    on_phone(second, "/m/queue")
    shows(second, "phone-refused")
    assert second.faults() == []
    second.page.on("dialog", lambda dialog: dialog.accept())
    second.page.get_by_role("button", name="不再发送").click()
    second.page.wait_for_selector("text=全部已发送")


def test_what_a_grid_officer_sees_in_the_dark_comes_to_light(visit: Visit, platform: Platform) -> None:
    officer = visit("grid_officer", **PHONE)
    on_phone(officer, "/m")
    is_installed(officer)
    on_phone(officer, "/m/report")
    goes_dark(officer)
    officer.page.get_by_role("button", name="通道堵塞").click()
    takes_photo(officer)
    officer.page.locator("textarea").fill("安全出口被货物堵住")
    shows(officer, "phone-report")
    officer.page.get_by_role("button", name="上报", exact=True).click()
    officer.page.wait_for_selector("text=已保存，联网后自动上报")
    officer.page.goto(f"{platform.origin}/m/queue")
    officer.page.wait_for_selector("text=2 项待发")
    assert officer.faults() == []
    comes_back(officer)
    items = officer.page.evaluate("fetch('/api/observations').then(a => a.json()).then(a => a.items)")
    assert [(one["kind"], one["text"], len(one["attachments"])) for one in items] == [
        ("passage", "安全出口被货物堵住", 1)
    ]
    assert (items[0]["lon"], items[0]["lat"], items[0]["accuracy_m"]) == (120.65, 27.78, 9)


def test_a_check_filled_in_in_the_rain_arrives_with_its_photos(visit: Visit, platform: Platform) -> None:
    made = platform.manage(
        "from anlan.records.accounts.models import User;from anlan.records.core import clock;"
        "from anlan.records.registry.catalog import register_get;"
        "from anlan.records.registry.services import record_create;"
        "from anlan.records.sites.models import Enterprise;"
        "u=User.objects.filter(role='duty_officer').first();"
        f"e=Enterprise.objects.filter(town_id='{platform.plant.enterprise.town_code}').order_by('id').first();"
        "r=record_create(register_get('inspections'),actor=u,values={'title':'雨夜检查','kind':'night','sector':'dust',"
        "'planned_on':clock.today().isoformat(),'enterprise':e.pk});print(r.pk)"
    )
    officer = visit("grid_officer", **PHONE)
    on_phone(officer, "/m")
    is_installed(officer)
    with officer.page.expect_response(f"**/inspections/records/{made}"):
        on_phone(officer, "/m/checks")
    shows(officer, "phone-checks")
    goes_dark(officer)
    officer.page.get_by_text("雨夜检查").click()
    questions = officer.page.locator("section[aria-labelledby^=q-]")
    questions.first.wait_for()
    for n in range(questions.count()):
        questions.nth(n).get_by_role("button", name="不符合" if n == 1 else "符合", exact=True).click()
    questions.nth(1).locator("textarea").fill("现场积尘 5 毫米")
    for strip in (questions.nth(1), officer.page.locator("section.scene")):
        strip.locator("input[type=file]").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        )
        strip.get_by_text("已定位（±9 米）").wait_for()
    shows(officer, "phone-check")
    assert too_small(officer) == []
    # The app is closed and opened again in the dark: nothing is lost.
    officer.page.goto("about:blank")
    officer.page.goto(f"{platform.origin}/m/checks/{made}")
    officer.page.get_by_label("检查人员（两人以上）").fill("张网格 A1、李协管 A2")
    officer.page.get_by_label("检查情况").fill("积尘未清")
    signs(officer, "检查人员", "张网格")
    officer.page.get_by_label("检查情况").fill("积尘未清，已拍照")  # after it was signed
    officer.page.get_by_role("button", name="清除并重新签名").click()
    for role, name in (("检查人员", "张网格"), ("检查人员", "李协管"), ("被检查单位人员", "车间主任")):
        signs(officer, role, name)
    shows(officer, "phone-check-signed")
    assert too_small(officer) == []
    officer.page.get_by_role("button", name="提交（已填 12 / 12）").click()
    officer.page.wait_for_selector("text=已保存，联网后自动提交")
    assert officer.page.locator(".chip").inner_text() == "6 项待发"
    assert officer.faults() == []
    comes_back(officer)
    told = officer.page.evaluate(f"fetch('/api/registers/inspections/records/{made}').then(a => a.json())")
    assert (told["state"], told["values"]["problem_count"], len(told["photos"])) == ("review", 1, 4)
    signed = officer.page.evaluate(f"fetch('/api/registers/inspections/records/{made}/signings').then(a => a.json())")
    assert [(one["state"], len(one["signatures"])) for one in signed] == [("valid", 3)]
    assert (told["values"]["lon"], told["values"]["lat"]) == (120.65, 27.78)
    assert [line["kind"] for line in told["timeline"]].count("hand_in") == 1
    items = officer.page.evaluate(
        f"fetch('/api/registers/inspection_items/records?f=inspection:{made}&f=state:failed')"
        ".then(a => a.json()).then(a => a.items)"
    )
    assert [one["values"]["finding"] for one in items] == ["现场积尘 5 毫米"]


@pytest.mark.parametrize(
    ("width", "theme"),
    [(320, "light"), *(pytest.param(*wider, marks=pytest.mark.slow) for wider in ((390, "dark"), (430, "light")))],
)
def test_every_phone_page_fits_a_glove_and_any_reader(visit: Visit, platform: Platform, width: int, theme: str) -> None:
    options = {**PHONE, "viewport": {"width": width, "height": 700}, "color_scheme": theme}
    found = {}
    for role in ("enterprise_manager", "grid_officer", "town_officer"):
        where = {"enterprise": 1} if role == "enterprise_manager" else {}
        visitor = visit(role, **where, **options)
        on_phone(visitor, "/m")
        rows = visitor.page.locator(".row").count()
        pages = ["/m", "/m/report", "/m/queue", "/m/points" if where else "/m/checks"]
        if rows:
            pages.append(visitor.page.locator(".row").first.get_attribute("href"))
        for path in pages:
            on_phone(visitor, path)
            shows(visitor, f"{role}-{width}{theme}{path.replace('/', '-')}")
            wrong = [*visitor.faults(), *too_small(visitor), *(["too wide"] * visitor.is_wider_than_screen())]
            if wrong:
                found[f"{role} {path}"] = wrong
    assert found == {}
