"""Pages for the public in English: by a link, through their forms, and without telling anybody who reads English."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

import anlan
from anlan.records.registers.tips import views as tip_views
from anlan.records.registers.tips.models import Tip
from anlan.records.safety_codes.services import code_make
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: What is Chinese by its nature and says so: names, titles, sources, towns to choose from, the way back.
MARKED = re.compile(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>|<datalist.*?</datalist>|<style>.*?</style>', re.DOTALL)
TIP = {"what": "Forklift without brakes in hall 3", "where": "Hall 3"}


@pytest.fixture(autouse=True)
def _nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tip_views.limiter, "allows", lambda *_: True)


def html_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def assert_english(answer: HttpResponse) -> str:
    html = html_of(answer)
    assert '<html lang="en">' in html
    left = CHINESE.search(MARKED.sub("", html))
    assert left is None, html[max(0, left.start() - 80) : left.start() + 80]
    return html


@pytest.mark.parametrize(
    "page", ["/tip", "/tip/progress", "/listings-published", "/open-data", "/safety-tree", "/s/none"]
)
def test_a_link_leads_to_english_and_back(page: str) -> None:
    chinese = html_of(Client().get(page))
    assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in chinese
    assert '<html lang="zh-CN">' in chinese
    english = assert_english(Client().get(f"{page}?lang=en"))
    assert '<a href="?" lang="zh-CN" hreflang="zh-CN">中文</a>' in english


def test_a_browser_s_own_language_changes_nothing() -> None:
    """A page looks the same to everybody who opens an address: the link on a sign, a shared phone, a cache."""
    assert '<html lang="zh-CN">' in html_of(Client().get("/tip", headers={"Accept-Language": "en"}))


def test_a_form_stays_in_english_whether_it_is_taken_or_not() -> None:
    client = Client()
    assert 'action="/tip?lang=en"' in html_of(client.get("/tip?lang=en"))
    wrong = assert_english(client.post("/tip?lang=en", {"what": "", "where": ""}))
    assert "Say where it is, in 2 to 200 characters." in wrong
    taken = client.post("/tip?lang=en", TIP)
    assert "Your query code" in assert_english(taken)
    assert 'href="/tip/progress?lang=en"' in html_of(taken)
    progress = client.post("/tip/progress?lang=en", {"code": taken.context["plain"]})
    assert "Received; whether it is accepted is decided" in assert_english(progress)
    assert "There is no such query code" in assert_english(client.post("/tip/progress?lang=en", {"code": "1"}))


def test_nothing_tells_afterwards_in_which_language_a_tip_was_sent() -> None:
    kept = []
    for address in ("/tip", "/tip?lang=en"):
        client = Client()
        client.get(address)
        assert client.post(address, TIP).status_code == 200
        assert set(client.cookies) <= {"csrftoken"}
        kept.append(Tip.objects.values().latest("id"))
    own = {name for name in kept[0] if kept[0][name] != kept[1][name]}
    assert not any(str(value) == "en" or "lang" in str(value).lower() for value in kept[1].values())
    assert {name for name in own if not name.startswith(("sealed", "code", "secret"))} <= {"id", "no"}, own


def test_a_tip_s_page_for_one_enterprise_keeps_its_name_in_both_languages() -> None:
    html = html_of(Client().get("/tip?where=A%26B&lang=en"))
    assert 'value="A&amp;B"' in html
    assert '<a href="?where=A%26B" lang="zh-CN"' in html


def test_a_sign_at_a_gate() -> None:
    code = code_make(actor=UserFactory(role="duty_officer"), enterprise=EnterpriseFactory(name="甲厂"))
    html = assert_english(Client().get(f"/s/{code.token}?lang=en"))
    assert re.search(r'href="/tip\?where=[^"]+&amp;lang=en"', html)


def test_the_safety_tree_asks_and_answers_in_english() -> None:
    client = Client()
    assert 'action="/safety-tree?lang=en"' in html_of(client.get("/safety-tree?lang=en"))
    assert "right answers" in assert_english(client.post("/safety-tree?lang=en", {"seed": "1", "q0": "b"}))


def test_every_text_of_these_templates_is_in_both_languages() -> None:
    for path in Path(anlan.__file__).parent.rglob("templates/**/*.html"):
        text = path.read_text()
        if "registry/bilingual.html" in text:
            left = CHINESE.search(re.sub(r"{%.*?%}", "", text))
            assert left is None, (path.name, text[left.start() : left.start() + 40])
