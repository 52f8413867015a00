"""Documents of the committees."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day, signed_by


def minutes(meeting: Any, reader: Any) -> list[Any]:
    """会议纪要, with what was decided and how far it is."""
    rows = [[one.title, one.unit, day(one.deadline), one.next_step or "已办结"] for one in meeting.decisions.all()]
    return [
        Para(f"{day(meeting.held_on)}，{meeting.committee.title}召开{meeting.get_kind_display()}。"),
        Table(
            [
                ["项目", "内容"],
                ["主持", meeting.host or "—"],
                ["地点", meeting.place or "—"],
                ["参加单位", meeting.attendees or "—"],
                ["签发", meeting.approved_by.name if meeting.approved_by else "未签发"],
            ]
        ),
        Heading("议题"),
        Para(meeting.agenda),
        Heading("会议内容"),
        Para(meeting.minutes or "待起草。"),
        Heading("议定事项"),
        Table([["事项", "责任单位", "时限", "进展"], *rows]) if rows else Para("无。"),
    ]


def talk(caution: Any, reader: Any) -> list[Any]:
    """约谈（警示）通知书."""
    return [
        Para(f"{caution.unit}："),
        Para(
            f"因{caution.trigger.rstrip('。')}，经研究，决定对你单位采取{caution.get_kind_display()}措施"
            f"（编号 {caution.no}）。"
        ),
        Para("请认真分析原因，落实整改措施，并于约谈（收文）后五个工作日内书面反馈整改情况。"),
        Para("无正当理由不参加约谈的，予以通报批评并计入年度考核。"),
    ]


def talk_record(caution: Any, reader: Any) -> list[Any]:
    """约谈记录, with the answer that came of it."""
    return [
        Para(f"被约谈单位：{caution.unit}。事由：{caution.trigger.rstrip('。')}（编号 {caution.no}）。"),
        Heading("约谈记录"),
        Para(caution.held_record or "尚未约谈。"),
        *signed_by("约谈人", "被约谈人"),
        Heading("书面反馈"),
        Para(caution.feedback or "尚未反馈。"),
    ]


def circular(letter: Any, reader: Any) -> list[Any]:
    """通报."""
    return [Para(f"{letter.units}："), *(Para(line) for line in letter.body.splitlines() if line.strip())]


def duty_report(report: Any, reader: Any) -> list[Any]:
    """述职报告."""
    score = "未评分" if report.score is None else f"{report.score} 分"
    return [
        Para(f"{report.unit} {report.year} 年度安全生产工作述职报告。"),
        Heading("履职情况"),
        Para(report.report or "尚未报送。"),
        Heading("评议"),
        Para(f"{score}。{report.opinion}"),
    ]


def system(one: Any, reader: Any) -> list[Any]:
    """制度文本与派生职责."""
    return [
        Heading("制度内容"),
        Para(one.text),
        Heading("派生职责"),
        *(Para(line) for line in one.derived_duties.splitlines() if line.strip()),
        Para(f"落实情况记入登记簿：{one.kept_in or '—'}。"),
    ]
