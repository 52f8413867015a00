"""Which language an answer is given in, and what of it is translated."""

import pytest

from anlan.records.core.language import ENGLISH, count_in, data_said, language_wanted, said, unknown_count


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en;q=0.4,zh;q=0.8", "zh-CN"),
        ("de,en;q=0.5,zh;q=0.3", "en"),
        ("de", "zh-CN"),
        ("*", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;;q=1", "zh-CN"),
        ("x" * 5_000, "zh-CN"),
    ],
)
def test_the_language_that_is_wanted_more(header: str, language: str) -> None:
    assert language_wanted(header) == language


def test_chinese_is_what_the_code_says() -> None:
    assert said("必填。", "zh-CN") == "必填。"


def test_english_with_values_as_they_are() -> None:
    assert said("该工单已派给王芳，未通知到您；如需接办，请值班员改派。", ENGLISH) == (
        "This work order was sent to 王芳, not to you; to take it on, ask the duty officer to send it to you."
    )


def test_an_unknown_sentence_stays_and_is_counted() -> None:
    facts: dict[str, float | int | str] = {}
    count_in(facts)
    before = unknown_count()
    assert said("无人翻译过的一句话。", ENGLISH) == "无人翻译过的一句话。"
    assert facts["sentences_untranslated"] == before + 1


def test_what_is_english_already_is_no_unknown_sentence() -> None:
    before = unknown_count()
    assert said("gateway: silent", ENGLISH) == "gateway: silent"
    assert unknown_count() == before


def test_only_what_the_platform_says_is_translated() -> None:
    row = {
        "title": "必填。",
        "reason": "已办结。",
        "allowed_actions": [{"action": "arrive", "label": "到场", "why_not": "已登记到场。"}, {"why_not": None}],
        "why_not_back": "该合并已处理。",
        "refused": {12: "没有找到该记录，或不在您的管辖范围内。"},
        "problems": ["代码在文件中重复。"],
        "errors": [{"row": 3, "column": "名称", "message": "必填。"}],
    }
    assert data_said([row], ENGLISH) == [
        {
            "title": "必填。",
            "reason": "已办结。",
            "allowed_actions": [
                {"action": "arrive", "label": "到场", "why_not": "Arrival is recorded already."},
                {"why_not": None},
            ],
            "why_not_back": "This merge was dealt with already.",
            "refused": {12: "No such record, or it is outside your scope."},
            "problems": ["The code occurs twice in the file."],
            "errors": [{"row": 3, "column": "名称", "message": "Required."}],
        }
    ]


def test_what_people_filled_in_stays_whatever_its_field_is_called() -> None:
    drill = {"values": {"problems": "必填。", "title": "演练"}, "why_not": ""}
    assert data_said(drill, ENGLISH) == drill


def test_a_reason_without_english_is_counted_and_a_device_s_words_are_not() -> None:
    before = unknown_count()
    assert data_said({"error": "对方占线", "why_not": None}, ENGLISH) == {"error": "对方占线", "why_not": None}
    assert unknown_count() == before
    data_said({"why_not_back": "无人翻译过的理由。"}, ENGLISH)
    assert unknown_count() == before + 1


def test_chinese_answers_are_not_looked_through() -> None:
    row = {"why_not": "已登记到场。"}
    assert data_said(row, "zh-CN") is row
