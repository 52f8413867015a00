"""Documents of an accident: flash report 快报 with the six items of article 12, and the investigation report."""

from typing import Any

from anlan.records.registers.accidents.grading import bound_of
from anlan.records.registry.papers import Heading, Para, Table, day, moment


def _unit(accident: Any) -> str:
    return accident.enterprise.name if accident.enterprise else "（个体或路段，无单位）"


def _toll(accident: Any) -> str:
    return (
        f"死亡（含失踪）{accident.deaths} 人，重伤 {accident.injuries} 人，初步估计直接经济损失 {accident.loss_yuan} 元"
    )


def flash(accident: Any, reader: Any) -> list[Any]:
    """事故快报."""
    late = "迟报：超过法定 1 小时。" if accident.is_reported_late else "在法定 1 小时内报告。"
    return [
        Heading("发生单位概况"),
        Para(f"{_unit(accident)}，位于{accident.town.name if accident.town else '不详'}。"),
        Heading("时间、地点和现场情况"),
        Para(f"{moment(accident.occurred_at, '时间不详')}，{accident.place}，{accident.get_kind_display()}。"),
        Heading("简要经过"),
        Para(accident.description),
        Heading("伤亡和损失"),
        Para(f"{_toll(accident)}；初步认定为{accident.get_grade_display()}。"),
        Heading("已采取的措施"),
        Para(accident.measures_taken or "现场处置中，续报。"),
        Heading("其他应当报告的情况"),
        Para(f"单位负责人接报时间：{moment(accident.informed_at)}；登记时间：{moment(accident.opened_at)}。{late}"),
        Para(f"伤亡变化补报至{day(accident.casualties_until)}，已续报 {accident.report_count} 次。"),
    ]


def investigation(accident: Any, reader: Any) -> list[Any]:
    """调查报告."""
    bound = bound_of(deaths=accident.deaths, injuries=accident.injuries, loss_yuan=accident.loss_yuan)
    fine = f"{bound.fine_min_yuan // 10_000} 万元以上 {bound.fine_max_yuan // 10_000} 万元以下"
    return [
        Heading("事故概况"),
        Para(f"{moment(accident.occurred_at)}，{_unit(accident)}（{accident.place}）发生{accident.get_kind_display()}事故。"),
        Para(f"{_toll(accident)}，属{accident.get_grade_display()}。{accident.description}"),
        Heading("事故原因"),
        Table([["项目", "内容"], ["直接原因", accident.direct_cause or "—"],
               ["间接原因", accident.indirect_cause or "—"]]),
        Heading("性质与责任认定"),
        Para(accident.nature or "待认定。"),
        Heading("处理建议与防范措施"),
        Para(accident.advice or "待提出。"),
        Para(f"按安全生产法第一百一十四条，对负有责任的单位罚款幅度为{fine}。"),
    ]  # fmt: skip
