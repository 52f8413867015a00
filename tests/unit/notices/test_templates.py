"""What is said: whole, in both languages, and never longer than two SMS."""

from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

import pytest

from anlan.domain.clock import to_ms
from anlan.records.notices import templates
from anlan.records.notices.models import Notice
from anlan.records.notices.templates import ASKS, SHORT_MAX, text_of

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LOCALE = Path(templates.__file__).parent / "locale/en/LC_MESSAGES"


def notice(reason: str = "dispatched", what: str = "示范冷冻 机房 氨气超高报") -> Notice:
    facts = {"no": "AL-20261123-0001", "what": what, "since_ms": to_ms(AT), "due_ms": to_ms(AT) + 120_000}
    return Notice(reason=reason, grade="red", text="x", facts=facts, incident_id=7, created_at=AT)


def test_a_dispatch_says_what_where_since_when_and_what_to_do() -> None:
    assert (
        text_of(notice(), "zh-hans").short == "【红】示范冷冻 机房 氨气超高报，11-23 14:00起，请于11-23 14:02前签收。"
    )
    assert text_of(notice(), "en").short == (
        "[RED] 示范冷冻 机房 氨气超高报, since 11-23 14:00, accept before 11-23 14:02."
    )


def test_a_double_begins_by_saying_so() -> None:
    assert text_of(notice(), "zh-hans", is_repeat=True).short.startswith("【重发】【红】")
    assert text_of(notice(), "zh-hans", is_repeat=True).body.startswith("【重发】【红】")
    assert text_of(notice(), "en", is_repeat=True).short.startswith("[AGAIN] [RED] ")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("reason", [*ASKS, "something new"])
@pytest.mark.parametrize("length", [0, 20, 300])
def test_a_short_text_fits_two_sms_and_keeps_what_to_do(
    reason: str, language: str, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "_link", lambda notice: "https://anlan.example.gov.cn/incidents/7")
    text = text_of(notice(reason, "长" * length), language, is_repeat=True)
    assert len(text.short) <= SHORT_MAX[language]
    assert text.short.endswith("/incidents/7")
    assert len(text.title) <= templates.TITLE_MAX


def test_a_notice_without_facts_is_said_as_it_was_written() -> None:
    bare = Notice(reason="other", text="系统维护通知", created_at=AT)
    assert text_of(bare, "zh-hans").short == "系统维护通知，11-23 14:00起，请查看。"


def test_the_compiled_english_is_that_of_the_source_and_is_complete() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    entries = (LOCALE / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]
    for entry in entries:
        said, meant = (line.split(" ", 1)[1].strip()[1:-1] for line in entry.strip().splitlines())
        assert compiled.gettext(said) == meant, "run msgfmt -o django.mo django.po"
    for text in [*templates.ASKS.values(), *templates.GRADES.values(), templates.OTHERWISE]:
        assert compiled.gettext(text) != text
