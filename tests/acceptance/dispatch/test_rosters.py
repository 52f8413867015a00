"""Rosters: who is called, gaps told in advance, swaps that are confirmed, hand-over in the middle of an incident."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.records.notices.models import Notice
from anlan.records.rosters.models import Post, Shift
from anlan.records.rosters.watching import gaps_due
from tests.acceptance.dispatch.conftest import DispatchLog
from tests.factories import UserFactory

DUTY = "duty_officer"


def test_those_on_shift_are_called_and_the_substitute_in_the_place_of_whom_he_stands_for(log: DispatchLog) -> None:
    log.shift(log.post(DUTY), "duty", 12, substitute="relief")
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "relief")


def test_with_an_empty_roster_those_marked_on_duty_are_called(log: DispatchLog) -> None:
    log.shift(log.post(DUTY), "relief", 12, after_hours=1)
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")


def test_a_hand_over_in_mid_incident_moves_the_responsibility_and_the_notices(log: DispatchLog) -> None:
    post = log.post(DUTY)
    log.shift(post, "duty", 0.25)
    log.shift(post, "relief", 12, after_hours=0.25)
    log.at("00:00").alarm("HHH").told("manager", "principal", "town", "duty")
    log.at("01:00").does("duty", "accept").stands("accepted", "处置并反馈", due="31:00")
    handover = log.at("14:00").hands_over(post, "duty", "relief", "企业已关阀，等待复测")
    log.told("relief", why="handover")
    assert [one["no"] for one in handover.carried["incidents"]] == [log.incident.no]
    assert log.incident.assignee == log.people["duty"]
    log.calls("duty", f"/rosters/handovers/{handover.pk}/take", expect=409)
    log.at("16:00").calls("relief", f"/rosters/handovers/{handover.pk}/take")
    log.told("relief", why="handover").says("交接班：责任人由duty变更为relief")
    log.stands("accepted", "处置并反馈", due="31:00")
    assert log.incident.assignee == log.incident.accepted_by == log.people["relief"]
    log.at("31:00").told("town", "relief", why="escalated")  # the duty officer on shift is the one who is charged
    log.photographs("relief").clears("HHH").does("relief", "feedback", comment="复测正常").told("town", "relief")
    log.refused("duty", "verify", because="另一人")  # had it in hand before the hand-over


def offered(log: DispatchLog, post: Post, who: str) -> tuple[bool, int | None]:
    """Whether the page offers ``who`` to hand over, and to whom first."""
    told = log.calls(who, f"/rosters/posts/{post.pk}/handovers", method="get")
    return told["mine"] is not None, told["next_up"]


def test_only_who_is_on_duty_or_was_until_just_now_hands_over(log: DispatchLog) -> None:
    post, people = log.post(DUTY), log.people
    log.shift(post, "duty", 1)
    log.shift(post, "relief", 24 * 8, after_hours=1)
    assert offered(log, post, "duty") == (True, people["relief"].pk)
    assert offered(log, post, "relief") == (False, None)
    log.calls("relief", f"/rosters/posts/{post.pk}/handovers", {"incoming_id": people["duty"].pk}, expect=422)
    log.at("61:00")  # late: an hour and a minute on, and still not handed over
    assert offered(log, post, "duty") == (True, people["relief"].pk)
    handover = log.hands_over(post, "duty", "relief")
    log.told("relief", why="handover").calls("relief", f"/rosters/handovers/{handover.pk}/take")
    assert offered(log, post, "duty") == (False, None)
    log.calls("duty", f"/rosters/posts/{post.pk}/handovers", {"incoming_id": people["relief"].pk}, expect=422)


def test_a_shift_of_yesterday_is_not_handed_over_today(log: DispatchLog) -> None:
    post = log.post(DUTY)
    log.shift(post, "duty", 12, after_hours=-24)
    log.shift(post, "relief", 24, after_hours=-12)
    assert offered(log, post, "duty") == (False, None)


def test_a_hand_over_that_nobody_signs_is_told_to_the_leader_of_the_post(log: DispatchLog) -> None:
    post = log.post(DUTY)
    log.hands_over(post, "duty", "relief")
    log.told("relief", why="handover")
    log.calls("duty", f"/rosters/posts/{post.pk}/handovers", {"incoming_id": log.people["relief"].pk}, expect=409)
    log.at("15:00").told("leader", "relief", "duty", why="handover_late")


def test_a_gap_on_saturday_night_is_told_to_the_leader_days_before_and_once(log: DispatchLog) -> None:
    post = log.post(DUTY)
    log.shift(post, "duty", 24 * 5 + 6)  # Monday 14:00 to Saturday 20:00
    log.shift(post, "relief", 24 * 9, after_hours=24 * 5 + 18)  # from Sunday 08:00
    Post.objects.update(looked_at=None)
    log.at("00:01").told("leader", why="roster_gap")
    assert "周六 11-28 20:00 至 11-29 08:00无人值班" in Notice.objects.get().text
    log.at("3:00:00")  # looked for every hour, told once
    shown = log.calls("duty", "/rosters/posts", method="get")[0]
    assert len(shown["gaps"]) == 1
    assert [one["name"] for one in shown["now"]] == ["duty"]


def test_a_post_without_any_roster_is_told_once_and_then_once_a_week(log: DispatchLog) -> None:
    log.post(DUTY)
    for _ in range(24 * 15):
        log._clock.advance(3600)
        gaps_due()
    log.told("leader", "leader", "leader", why="roster_gap")


def test_somebody_who_left_leaves_a_gap(log: DispatchLog) -> None:
    log.shift(log.post(DUTY), "relief", 24 * 30)
    log.people["relief"].is_active = False
    log.people["relief"].save()
    Post.objects.update(looked_at=None)
    log.at("00:01").told("leader", why="roster_gap")


def test_a_rotation_fills_the_days_in_turn_and_can_be_laid_anew(log: DispatchLog) -> None:
    post = log.post(DUTY)
    body = {
        "people": [log.people["duty"].pk, log.people["relief"].pk], "from_day": "2026-11-24", "days": 3,
        "starts": ["08:00", "20:00"],
    }  # fmt: skip
    for _ in range(2):
        assert log.calls("duty", f"/rosters/posts/{post.pk}/rotation", body)["shifts"] == 6
    assert [one.serves.name for one in Shift.objects.all()] == ["duty", "relief"] * 3
    week = log.calls("duty", f"/rosters/posts/{post.pk}/week?day=2026-11-24", method="get")
    assert [(gap["begins_at"][:13], gap["ends_at"][:13]) for gap in week["gaps"]] == [
        ("2026-11-23T16", "2026-11-24T00"), ("2026-11-27T00", "2026-11-30T16"),
    ]  # fmt: skip
    log.calls("duty", f"/rosters/posts/{post.pk}/rotation", {**body, "people": [log.people["town"].pk]}, expect=422)
    Post.objects.update(looked_at="2026-11-23T06:00Z")


def test_a_swap_counts_only_when_the_other_agrees(log: DispatchLog) -> None:
    post = log.post(DUTY)
    mine, theirs = log.shift(post, "duty", 12), log.shift(post, "relief", 12, after_hours=12)
    body = {"to_user_id": log.people["relief"].pk, "with_shift_id": theirs.pk, "reason": "家中有事"}
    log.calls("relief", f"/rosters/shifts/{mine.pk}/swap", {**body, "to_user_id": log.people["duty"].pk}, expect=409)
    swap = log.calls("duty", f"/rosters/shifts/{mine.pk}/swap", body, expect=201)
    log.told("relief", why="swap")
    assert Shift.objects.get(pk=mine.pk).serves == log.people["duty"]
    log.calls("duty", f"/rosters/swaps/{swap['id']}/answer", {"agrees": True}, expect=409)
    log.calls("relief", f"/rosters/swaps/{swap['id']}/answer", {"agrees": True})
    log.told("duty", why="swap_agreed")
    assert [Shift.objects.get(pk=one.pk).serves.name for one in (mine, theirs)] == ["relief", "duty"]
    log.calls("relief", f"/rosters/swaps/{swap['id']}/answer", {"agrees": False}, expect=409)


def test_a_roster_comes_from_excel_whole_or_not_at_all(log: DispatchLog) -> None:
    post = log.post(DUTY)
    good = "日期,开始,结束,用户名,替班用户名\n2026-11-24,08:00,20:00,duty,\n2026-11-24,20:00,08:00,relief,duty\n"
    assert upload(log, post, good + "2026-11-25,8点,20:00,nobody,\n").status_code == 422
    assert Shift.objects.count() == 0
    assert upload(log, post, good).json() == {"shifts": 2}
    night = Shift.objects.last()
    assert night is not None
    assert (night.serves.name, (night.ends_at - night.begins_at).total_seconds()) == ("duty", 12 * 3600)
    book = log._client("duty").get(f"/api/rosters/posts/{post.pk}/file?day=2026-11-24")
    again = SimpleUploadedFile("roster.xlsx", BytesIO(book.content).read())
    answer = log._client("duty").post(f"/api/rosters/posts/{post.pk}/import", {"file": again})
    assert answer.json() == {"shifts": 2}
    Post.objects.update(looked_at="2026-11-23T06:00Z")


def upload(log: DispatchLog, post: Post, text: str):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("roster.csv", text.encode())
    return log._client("duty").post(f"/api/rosters/posts/{post.pk}/import", {"file": file})


def test_towns_keep_their_own_roster_and_not_the_countys(log: DispatchLog) -> None:
    county = log.post(DUTY)
    body = {"name": "街道值班室", "role": "town_officer", "leader_id": log.people["leader"].pk}
    made = log.calls("town", "/rosters/posts", {**body, "town_code": log.plant.town_id}, expect=201)
    assert made["may_keep"]
    rotation = {"people": [log.people["town"].pk], "from_day": "2026-11-24", "days": 1, "starts": ["08:00"]}
    log.calls("town", f"/rosters/posts/{made['id']}/rotation", rotation)
    log.calls("town", f"/rosters/posts/{county.pk}/rotation", rotation, expect=409)
    other = UserFactory(role="town_officer")
    log.people["other"] = other
    log.calls("other", f"/rosters/posts/{made['id']}/week", method="get", expect=404)
    Post.objects.update(looked_at="2026-11-23T06:00Z")
