"""When the watcher is satisfied, and what it says when it is not."""

from pathlib import Path

import pytest

from anlan.web.deadman.judge import REMEMBERED, Judge
from anlan.web.deadman.plan import BadPlan, read

AFTER_S = 35.0


def passed(judge: Judge, sent_ms: int, now_s: float) -> None:
    judge.sent(sent_ms, now_s)
    judge.taken(sent_ms)
    judge.shown(sent_ms)
    judge.delivered(sent_ms)


def test_a_start_is_given_the_same_patience() -> None:
    judge = Judge(AFTER_S, started_s=100)
    assert judge.problems(135) == []
    assert len(judge.problems(135.1)) == 3
    assert not judge.is_proven()


def test_each_missing_end_is_named() -> None:
    judge = Judge(AFTER_S, started_s=0)
    passed(judge, 1, 10)
    judge.sent(2, 40)
    judge.taken(2)
    judge.shown(2)
    assert judge.problems(46) == ["通知未能发出，请检查 nats、alarms、worker"]
    judge.delivered(2)
    assert judge.problems(46) == []


def test_a_backlog_that_arrives_late_proves_nothing() -> None:
    judge = Judge(AFTER_S, started_s=0)
    judge.sent(1, 1)
    judge.shown(1)
    judge.delivered(1)
    judge.taken(1)
    assert len(judge.problems(60)) == 3


def test_what_was_never_sent_proves_nothing_and_memory_is_bounded() -> None:
    judge = Judge(AFTER_S, started_s=0)
    judge.shown(999)
    assert len(judge.problems(40)) == 3
    for number in range(REMEMBERED * 2):
        judge.sent(number, number)
    assert len(judge._sent) == REMEMBERED


GOOD = """
secret = "s"
[[tell]]
kind = "sms"
to = ["13800000001"]
config = { url = "https://sms.example.cn/send" }
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nobody would be told"),
        ("x", "plan.toml"),
        (GOOD.replace('"sms"', '"pigeon"'), "no channel 'pigeon'"),
        (GOOD.replace('to = ["13800000001"]', ""), "needs to"),
        (GOOD.replace("url =", "uri ="), "url"),
        ("surprise = 1\n" + GOOD, "unknown surprise"),
        ("missing_after_s = 5\n" + GOOD, "three times"),
        ('secret_file = "nowhere"\n' + GOOD, "secret_file"),
    ],
)
def test_a_plan_that_cannot_work_is_refused_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPlan, match=said):
        read(path)


def test_a_good_plan_has_the_template_of_its_channel(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert "{phone}" in read(path).tell[0].config["body"]
