"""The forms of the duty room in the dark, in English and on a phone."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.shots import shows

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.xdist_group("e2e-duty")]

WAYS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "en": {},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_every_form_holds_in_the_dark_in_english_and_on_a_phone(visit: Visit, way: str) -> None:
    duty = visit("duty_officer", **WAYS[way])
    page = duty.page
    if way == "en":
        page.evaluate("localStorage.setItem('anlan.language', 'en')")
    for name, path in {
        "roster": "/rosters",
        "silences": "/silences",
        "dispatch": "/dispatch",
        "account": "/account",
    }.items():
        duty.opens(path)
        shows(duty, f"{name}-{way}")
        duty.is_sound()
    duty.opens("/silences")
    page.locator(".head .btn.main").click()
    for n in (0, 1):
        page.locator(".el-dialog .segment").first.get_by_role("button").nth(n).click()
        page.locator(".el-dialog select").first.select_option(index=1)
        page.locator(".el-dialog .ticks input, .el-dialog select").first.wait_for()
        shows(duty, f"silence-form-{n}-{way}")
        duty.is_sound()
    duty.opens("/dispatch")
    page.locator(".pick", has_text="演示草稿").click()
    page.locator("tbody .do button").first.click()
    page.locator(".el-dialog input").first.wait_for()
    shows(duty, f"rule-dialog-{way}")
    duty.is_sound()
