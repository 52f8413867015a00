"""A rule is taken away while its alarm stands: the alarm ends, and nothing says that the gas is gone."""

from tests.acceptance.timeline import Timeline

RED = ("manager", "principal", "town", "duty")


def test_it_is_told_and_never_called_normal_and_closing_says_how_it_was_found_out(log: Timeline) -> None:
    log.at("00:00").alarm("HHH").told(*RED).at("01:00").does("manager", "accept")
    log.at("05:00").clears("HHH", is_withdrawn=True).told(*RED).says("现场是否恢复正常未知")
    lines = [line.text for line in log.incident.entries.all()]
    assert not any("恢复正常" in line and "未知" not in line for line in lines), lines
    shown = log._client("duty").get(f"/api/alarms/{log.newest_alarm().pk}").json()
    assert [line["kind"] for line in shown["timeline"]] == ["raised", "withdrawn"]
    log.at("10:00").photographs("manager").does("manager", "feedback", comment="已关阀").told("town", "duty")
    log.refused("town", "verify", because="comment")
    log.does("town", "verify", comment="便携仪现场检测 3 ppm").stands("closed")


def test_an_ordinary_end_is_said_as_ever(log: Timeline) -> None:
    log.at("00:00").alarm("H").told("manager", "town").clears("H").says("恢复正常")
    shown = log._client("duty").get(f"/api/alarms/{log.newest_alarm().pk}").json()
    assert [line["kind"] for line in shown["timeline"]] == ["raised", "cleared"]
