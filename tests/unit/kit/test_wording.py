"""Sentences are found by their template, whatever stands in their holes, in bounded time."""

from anlan.kit.wording import TEXT_MAX, Wording

WORDING = Wording(
    {
        "必填。": "Required.",
        "文件": "File",
        "没有参数 {}；可用参数：{}。": "There is no parameter {}; parameters: {}.",
        "{}已停用。": "{} is disabled.",
        "测点“{}”已停用。": "The point “{}” is disabled.",
        "测点“{}”的网关“{}”已停用。": "The gateway “{1}” of the point “{0}” is disabled.",
        "{}不能超过 {} MB。": "{} too large (at most {} MB).",
        "该规则无法判定：{}": "This rule cannot be judged: {}",
        '每条读数应为 {"p":测点}。': 'Each reading must be {"p":point}.',
    }
)


def test_a_plain_sentence() -> None:
    assert WORDING.said("必填。") == "Required."


def test_values_stay_as_they_are() -> None:
    assert WORDING.said("没有参数 温度；可用参数：甲、乙。") == "There is no parameter 温度; parameters: 甲、乙."


def test_holes_may_change_places() -> None:
    assert WORDING.said("测点“A”的网关“B”已停用。") == "The gateway “B” of the point “A” is disabled."


def test_the_sentence_with_more_words_of_its_own_is_meant() -> None:
    assert WORDING.said("测点“A”已停用。") == "The point “A” is disabled."
    assert WORDING.said("测点 A 已停用。") == "测点 A  is disabled."


def test_a_sentence_in_a_hole_is_said_too() -> None:
    assert WORDING.said("该规则无法判定：测点“A”已停用。") == "This rule cannot be judged: The point “A” is disabled."
    assert WORDING.said("文件不能超过 5 MB。") == "File too large (at most 5 MB)."


def test_several_sentences_are_said_one_by_one_or_not_at_all() -> None:
    assert WORDING.said("必填。 测点“A”已停用。") == "Required. The point “A” is disabled."
    assert WORDING.said("必填。 无人知道。") is None


def test_braces_that_are_no_hole() -> None:
    assert WORDING.said('每条读数应为 {"p":测点}。') == 'Each reading must be {"p":point}.'


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert WORDING.said("测点“{0}”的网关“{}”已停用。") == "The gateway “{}” of the point “{0}” is disabled."


def test_the_whole_text_must_be_the_sentence() -> None:
    assert WORDING.said("必填。谢谢") is None
    assert WORDING.said("请看：测点“A”已停用。谢谢") is None


def test_a_value_may_have_lines() -> None:
    assert WORDING.said("测点“A\nB”已停用。") == "The point “A\nB” is disabled."


def test_a_long_text_is_nobody_s_sentence() -> None:
    assert WORDING.said("测点“" + "A" * TEXT_MAX + "”已停用。") is None


def test_a_text_made_to_be_matched_slowly_is_not() -> None:
    """Each hole takes at most one look at what follows: 20 holes over 2,000 characters end at once."""
    wording = Wording({"{}啊" * 20 + "完": "{}" * 20})
    assert wording.said("啊" * (TEXT_MAX - 1)) is None
    assert wording.said("啊" * 20 + "完") == ""
