"""Documents of a case, in the order of the law."""

from typing import Any

from anlan.records.registers.enforcement.discretion import violations
from anlan.records.registers.enforcement.rules import has_hearing_right
from anlan.records.registry.papers import Heading, Para, Table, day, signed_by


def _party(case: Any) -> str:
    return case.enterprise.name if case.enterprise else "当事人（姓名或名称见案卷）"


def _who(person: Any) -> str:
    return person.name if person else "—"


def _law(case: Any) -> Any:
    return violations()[case.violation]


def filing(case: Any, reader: Any) -> list[Any]:
    """立案审批表."""
    return [
        Table([
            ["项目", "内容"], ["案件来源", case.get_source_display()], ["当事人", _party(case)],
            ["涉嫌违法行为", _law(case).violation], ["案情", case.description], ["承办人", case.officers or "—"],
            ["立案日期", day(case.filed_on)], ["审批人", _who(case.filed_by)],
            ["作出决定期限", day(case.decide_until)],
        ]),
        Para("依据行政处罚法第五十四条立案，自立案之日起九十日内作出决定（第六十条）。"),
    ]  # fmt: skip


def notice(case: Any, reader: Any) -> list[Any]:
    """行政处罚事先告知书: content, facts, reasons, basis, rights (articles 44, 45, 63, 64)."""
    blocks = [
        Para(f"{_party(case)}："),
        Para(f"经查，你单位存在以下违法事实：{case.description}"),
        Para(f"证据：{case.evidence or '见案卷'}。"),
        Para(f"上述行为涉嫌{_law(case).violation}。依据{_law(case).law}，拟对你单位罚款 {case.proposed_yuan} 元。"),
        Para("你单位有权进行陈述和申辩；本机关不因陈述、申辩给予更重的处罚。"),
    ]
    if has_hearing_right(case):
        blocks.append(Para(f"你单位有权要求听证，应在收到本告知书后五个工作日内（{day(case.hearing_until)}前）提出。"))
    return blocks


def hearing(case: Any, reader: Any) -> list[Any]:
    """听证会通知书."""
    return [
        Para(f"{_party(case)}："),
        Para(f"应你单位要求，定于{day(case.hearing_on)}举行听证。请携带证据准时参加，可以委托一至二人代理。"),
        Para("听证由非本案调查人员主持；认为主持人与本案有直接利害关系的，有权申请回避。"),
        Heading("听证情况"),
        Para(case.hearing_record or "尚未听证。"),
    ]


def decision(case: Any, reader: Any) -> list[Any]:
    """行政处罚决定书: the six items of article 59."""
    return [
        Heading("当事人"),
        Para(f"{_party(case)}。"),
        Heading("违法事实和证据"),
        Para(f"{case.description} 证据：{case.evidence or '见案卷'}。"),
        Para(f"当事人陈述申辩：{case.statement or '未提出'}。听证：{case.hearing_record or '未举行'}。"),
        Heading("处罚的种类和依据"),
        Para(f"依据{_law(case).law}，裁量档次：{case.get_stage_display() or '—'}。决定：{case.decision or '待作出'}，"
             f"罚款 {case.fine_yuan} 元。"),
        Heading("履行方式和期限"),
        Para("自收到本决定书之日起十五日内到指定银行或者通过电子支付系统缴纳罚款。逾期不缴的，"
             "每日按罚款数额的百分之三加处罚款，加处数额不超过罚款数额。"),
        Heading("救济途径和期限"),
        Para("不服本决定的，可以在收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。"),
        Heading("作出决定的机关和日期"),
        Para(f"决定日期：{day(case.decided_on)}。"),
    ]  # fmt: skip


def receipt(case: Any, reader: Any) -> list[Any]:
    """送达回证."""
    rows = [["事先告知书", day(case.noticed_on)], ["处罚决定书", day(case.served_on)]]
    return [
        Para(f"受送达人：{_party(case)}。"),
        Table([["文书", "送达日期"], *rows]),
        *signed_by("受送达人", "送达人", "送达人"),
    ]


def no_penalty(case: Any, reader: Any) -> list[Any]:
    """不予行政处罚决定书, with the education the law asks for."""
    return [
        Para(f"{_party(case)}："),
        Para(f"你单位{case.description}，涉嫌{_law(case).violation}。"),
        Para(f"经查，属{case.get_leniency_display() or '（情形待定）'}，依据行政处罚法第三十三条，决定不予行政处罚。"),
        Para("请吸取教训，落实整改和防范措施。再次违法的，将依法处罚。"),
    ]


def transfer(case: Any, reader: Any) -> list[Any]:
    """案件移送书 行刑衔接."""
    return [
        Para("公安机关："),
        Para(
            f"我局办理的{_party(case)}一案（编号 {case.no}）涉嫌犯罪，依据行政处罚法第二十七条和应急〔2019〕54号移送。"
        ),
        Heading("涉嫌犯罪事实"),
        Para(case.transfer_basis or "尚未提请移送。"),
        Para(f"证据：{case.evidence or '见案卷'}。移送日期：{day(case.transferred_on)}。"),
        Para("请在三日内书面告知立案情况；不予立案的，请说明理由并退回案卷材料。"),
    ]


def closing(case: Any, reader: Any) -> list[Any]:
    """结案审批表."""
    return [
        Table([
            ["项目", "内容"], ["当事人", _party(case)], ["裁量建议", case.advice or "—"],
            ["未按建议的理由", case.departure_reason or "—"], ["处罚决定", case.decision or "—"],
            ["罚款与加处罚款", f"{case.fine_yuan} 元；{case.surcharge_yuan} 元"], ["已缴", f"{case.paid_yuan} 元"],
            ["调查人", _who(case.investigated_by)], ["法制审核人", _who(case.reviewed_by)],
            ["决定人", _who(case.decided_by)],
        ]),
        Para("经审查，本案执行完毕，拟结案归档。"),
    ]  # fmt: skip


def seizure(one: Any, reader: Any) -> list[Any]:
    """查封（扣押）决定书."""
    return [
        Para(f"{_party(one.case)}："),
        Para(f"因{one.case.description}，决定对下列物品采取{one.get_measure_display()}措施。"),
        Table([["物品", "数量", "存放地点", "期限"],
               [one.get_goods_display(), f"{one.quantity:g}", one.place, day(one.until)]]),
        Para("期限届满前作出处理决定；不服的，可以依法申请行政复议或者提起行政诉讼。"),
        *signed_by("当事人", "执法人员", "执法人员"),
        Para(f"处理情况：{one.outcome or '尚未处理'}。"),
    ]  # fmt: skip


def operation(one: Any, reader: Any) -> list[Any]:
    """联合执法行动通知（一件事）."""
    return [
        Para(f"{one.departments}："),
        Para(f"定于{day(one.planned_on)}开展“{one.title}”联合执法行动（编号 {one.no}）。"),
        Para(f"行动目标：{one.targets}。请按职责派员参加，携带执法证件和执法记录仪。"),
        Heading("行动总结"),
        Para(one.summary or "尚未总结。"),
    ]
