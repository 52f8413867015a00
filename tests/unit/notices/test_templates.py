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


ROSTER_FACTS = {
    "post": "县值班室", "begins_ms": to_ms(AT), "ends_ms": to_ms(AT) + 43_200_000, "outgoing": "甲", "incoming": "乙",
    "handed_ms": to_ms(AT), "due_ms": to_ms(AT) + 900_000, "incidents": 3, "by": "甲", "of": "丙", "why": "家事",
    "path": "/rosters",
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        ("roster_gap", "zh-hans", "“县值班室”11-23 14:00 至 11-24 02:00 无人值班，请安排人员值班。"),
        ("roster_gap", "en", "县值班室: nobody on duty from 11-23 14:00 to 11-24 02:00, find somebody to serve."),
        (
            "handover_late",
            "zh-hans",
            "“县值班室”：甲于11-23 14:00交班，乙尚未签字；工单 3 件仍由甲负责，"
            "请接班人立即签字，或由岗位负责人另行安排。",
        ),
        (
            "handover_late",
            "en",
            "县值班室: 甲 handed over at 11-23 14:00, 乙 has not signed; 3 work orders are still with 甲, "
            "whoever comes on signs in now, or the leader of the post finds somebody else.",
        ),
        (
            "swap",
            "zh-hans",
            "甲请您接替“县值班室”11-23 14:00 至 11-24 02:00 的班次（家事），请在值班表页面同意或不同意。",
        ),
        (
            "swap_refused",
            "en",
            "甲 does not take your shift at 县值班室, 11-23 14:00 to 11-24 02:00, nothing has changed, the shift stays "
            "yours.",
        ),
    ],
)
def test_a_notice_of_a_roster_says_who_where_and_until_when(reason: str, language: str, said: str) -> None:
    row = Notice(reason=reason, text="x", facts=ROSTER_FACTS, created_at=AT)
    assert text_of(row, language).short == said
    assert "11-23 14:00起" not in text_of(row, language).body


def test_every_reason_with_facts_of_its_own_fits_two_sms_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_link", lambda notice: "https://anlan.example.gov.cn/rosters")
    for reason in templates.WHATS:
        for language, most in SHORT_MAX.items():
            text = text_of(Notice(reason=reason, text="x", facts=ROSTER_FACTS, created_at=AT), language, is_repeat=True)
            assert len(text.short) <= most
            assert text.short.endswith("/rosters")


def test_a_notice_of_an_older_version_is_said_as_it_was_written() -> None:
    bare = Notice(reason="roster_gap", text="“县值班室”无人值班", facts={"what": "“县值班室”无人值班"}, created_at=AT)
    assert text_of(bare, "zh-hans").short.startswith("“县值班室”无人值班，11-23 14:00起")


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
    for text in [*templates.ASKS.values(), *templates.WHATS.values(), *templates.GRADES.values(), templates.OTHERWISE]:
        assert compiled.gettext(text) != text
