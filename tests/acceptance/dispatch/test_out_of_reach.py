"""Who is on duty and cannot be told is known before something happens: on the roster and on the health page."""

from anlan.records.notices.administration import channel_create
from anlan.web import health_people
from tests.acceptance.dispatch.conftest import DispatchLog

DUTY = "duty_officer"


def _with_telephones_called(log: DispatchLog, *without: str) -> None:
    config = {"url": "https://example.com/", "body": '{"to": "{phone}", "text": "{text}", "id": "{key}"}'}
    channel_create(actor=None, name="sms", label="短信", kind="sms", config=config)
    for name in without:
        log.people[name].phone = ""
        log.people[name].save()


def test_the_roster_says_whose_shift_nobody_could_call(log: DispatchLog) -> None:
    post = log.post(DUTY)
    log.shift(post, "duty", 12)
    log.shift(post, "relief", 12, after_hours=12)
    shown = log.calls("duty", f"/rosters/posts/{post.pk}/week", method="get")
    assert shown["unreachable"] == [], "without any channel the pages are the way"
    _with_telephones_called(log, "relief", "manager")
    shown = log.calls("duty", f"/rosters/posts/{post.pk}/week", method="get")
    assert [(one["name"], one["missing"]) for one in shown["unreachable"]] == [("relief", ["phone"])]


def test_the_health_page_lists_those_on_duty_whom_nothing_reaches(log: DispatchLog) -> None:
    before = health_people.unreachable()
    assert (before["has_channels"], before["total"]) == (False, 0)
    assert health_people.figure(before).state == "unknown", "nobody is called well where nobody can be told"
    _with_telephones_called(log, "manager")
    marked = health_people.unreachable()
    assert [(one["name"], one["is_on_shift"]) for one in marked["items"]] == [("manager", False)]
    assert health_people.figure(marked).state == "attention"
    log.people["relief"].phone = ""
    log.people["relief"].save()
    log.shift(log.post(DUTY), "relief", 12)
    on_shift = health_people.unreachable()
    assert [one["name"] for one in on_shift["items"]] == ["relief", "manager"]
    assert health_people.figure(on_shift).state == "wrong"
