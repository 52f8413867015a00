"""The gateway reads ``Accept-Language`` as the web does, and says what it can in English."""

import pytest

from anlan.gateway.drivers.http.language import spoken, wants_english
from anlan.gateway.drivers.http.messages import Answer, problem
from anlan.records.core.language import language_wanted


@pytest.mark.parametrize(
    "header",
    [
        "", "en", "EN-us", "zh", "zh-Hans-CN", "en;q=0.4,zh;q=0.8", "de,en;q=0.5,zh;q=0.3", "zh;q=0.5,en;q=0.5",
        "en;q=0.5,zh;q=0.5", "*", "de", "en;q=0", "*;q=0.9,en;q=0.5", "en-GB , zh;q=0.1", "de;q=0.1",
    ],
)  # fmt: skip
def test_both_doors_read_the_header_alike(header: str) -> None:
    assert wants_english(header) == (language_wanted(header) == "en")


@pytest.mark.parametrize("header", ["en;q=nan", "en;q=9", ";;;", "e" * 5_000, ","])
def test_what_is_no_such_header_wants_chinese(header: str) -> None:
    assert not wants_english(header)


def test_an_unknown_sentence_stays_and_is_counted() -> None:
    noted: list[int] = []
    answer = spoken(problem(400, "x", "无人翻译过的一句话。"), True, lambda: noted.append(1))
    assert answer.body["message"] == "无人翻译过的一句话。"
    assert answer.headers["Content-Language"] == "zh-CN"
    assert noted == [1]


def test_an_answer_without_sentences_is_left_alone() -> None:
    good = Answer(200, {"accepted": 3, "rejected": []})
    assert spoken(good, True, lambda: None) is good
