"""Documents of the risk registers."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day, signed_by


def notice_card(record: Any, reader: Any) -> list[Any]:
    """风险告知卡 of an enterprise: colour, how it came about, who is in charge."""
    facts = [
        ["项目", "内容"],
        ["企业", str(record.enterprise or record.title)],
        ["风险等级", record.get_colour_display() or "未评估"],
        ["风险值", f"{record.score:g}" if record.score is not None else "—"],
        ["定级依据", record.colour_reason or "—"],
        ["管控责任人", record.control_owner or "—"],
        ["下次复评", day(record.review_on)],
    ]
    return [Heading("风险情况"), Table(facts), Heading("管控措施"), Para(record.measures or "尚未明确。")]


def park_report(record: Any, reader: Any) -> list[Any]:
    """园区安全风险评估报告."""
    parts = [
        ["安全管理", record.management_score],
        ["固有风险", record.hazard_score],
        ["应急能力", record.rescue_score],
    ]
    return [
        Para(f"{record.park}，入园企业 {record.company_count} 家。"),
        Heading("评估得分"),
        Table([["部分", "得分"], *[[name, f"{value if value is not None else '—'}"] for name, value in parts],
               ["综合", f"{record.score if record.score is not None else '—'}"]]),
        Para(f"园区颜色：{record.get_colour_display() or '未评估'}（三项平均；低于 60 红、70 橙、85 黄）。"),
        Heading("主要问题"),
        Para(record.findings or "无。"),
    ]  # fmt: skip


def permit(record: Any, reader: Any) -> list[Any]:
    """特殊作业报备单."""
    facts = [
        ["项目", "内容"],
        ["企业", str(record.enterprise or "—")],
        ["作业", f"{record.get_kind_display()}：{record.title}"],
        ["地点", record.place],
        ["监护人", record.guardian],
        ["氧含量", f"{record.oxygen_percent}%" if record.oxygen_percent is not None else "—"],
        ["可燃气体", f"{record.combustible_percent}%" if record.combustible_percent is not None else "—"],
        ["批准人", record.approved_by.name if record.approved_by else "—"],
    ]
    return [Heading("作业情况"), Table(facts), Heading("安全措施"), Para(record.measures),
            *signed_by("监护人", "作业负责人", "批准人")]  # fmt: skip
