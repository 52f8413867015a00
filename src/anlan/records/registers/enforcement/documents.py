"""Documents of a case, in the order of the law."""

from typing import Any

from anlan.records.places.county import county
from anlan.records.registers.enforcement.discretion import violations
from anlan.records.registers.enforcement.rules import has_hearing_right
from anlan.records.registry.papers import Heading, Para, Table, day, money, signed_by

BLANK_DAY, BLANK_TIME = "＿＿年＿＿月＿＿日", "＿＿年＿＿月＿＿日＿＿时＿＿分至＿＿时＿＿分"
#: Under every document that is served.
COPIES = (Para("本文书一式两份：一份交当事人，一份存档。"),)


def _party(case: Any) -> str:
    return case.enterprise.name if case.enterprise else "当事人（姓名或名称见案卷）"


def _who(person: Any) -> str:
    return person.name if person else "—"


def _ended(text: str) -> str:
    """A sentence with its full stop, once."""
    return text.rstrip("。；; ") + "。"


def _party_facts(case: Any) -> list[Any]:
    site = case.enterprise
    if site is None:
        return [Para(f"{_party(case)}：")]
    facts = [["被处罚单位", site.name], ["统一社会信用代码", site.uscc], ["地址", site.address or "见案卷"],
             ["法定代表人（负责人）", "＿" * 10]]  # fmt: skip
    return [Table([["项目", "内容"], *facts])]


def _remedies() -> list[Any]:
    here = county().name
    return [
        Heading("救济途径和期限"),
        Para(f"不服本决定的，可以自收到本决定书之日起六十日内向{here}人民政府申请行政复议，或者六个月内依法向人民法院"
             "提起行政诉讼。复议、诉讼期间不停止执行，法律另有规定的除外。"),
    ]  # fmt: skip


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
        *signed_by("承办人意见", "审核人意见", "审批人意见"),
    ]  # fmt: skip


def inquiry(case: Any, reader: Any) -> list[Any]:
    """询问笔录: the head and the warnings are printed, questions and answers are written by hand."""
    return [
        Table([
            ["项目", "内容"], ["案由", _law(case).violation], ["询问时间", BLANK_TIME], ["询问地点", "＿" * 16],
            ["被询问人", "＿" * 16], ["证件号码、职务、电话", "＿" * 16],
            ["询问人（证件号）", case.officers or "＿" * 16],
            ["记录人", "＿" * 16],
        ]),
        Para("我们是应急管理部门的执法人员，这是我们的执法证件，请过目确认。现就上述案件向你询问，你有如实回答并提供证据的义务；"
             "对与本案无关的问题，你有权拒绝回答；认为我们与本案有直接利害关系的，你有权申请回避。听清楚了吗？"),
        *(Para(f"{who}：{'＿' * 22}") for who in ("答", "问", "答", "问", "答")),
        Para("以上笔录我看过（已向我宣读），与我说的相符。"),
        *signed_by("被询问人", "询问人", "询问人", "记录人"),
    ]  # fmt: skip


def notice(case: Any, reader: Any) -> list[Any]:
    """行政处罚告知书: content, facts, reasons, basis, rights (articles 44, 45, 62 to 64)."""
    blocks = [
        Para(f"{_party(case)}："),
        Para(f"经查，你单位存在以下违法事实：{_ended(case.description)}"),
        Para(f"证据：{_ended(case.evidence or '见案卷')}"),
        Para(
            f"上述行为涉嫌{_law(case).violation}。依据{_law(case).law}，拟对你单位作出罚款{money(case.proposed_yuan)}的"
            "行政处罚。"
        ),
        Para(
            "你单位有权进行陈述和申辩，请在"
            f"{day(case.hearing_until, '收到本告知书之日起五个工作日内')}前向本机关提出；逾期"
            "未提出的，视为放弃。本机关不因陈述、申辩给予更重的处罚。"
        ),
    ]
    if has_hearing_right(case):
        blocks.append(Para("你单位依法享有要求听证的权利，见随附的听证告知书。"))
    return [*blocks, *COPIES]  # fmt: skip


def rights(case: Any, reader: Any) -> list[Any]:
    """行政处罚听证告知书 (articles 63 and 64)."""
    if not has_hearing_right(case):
        return [Para(f"{_party(case)}："), Para("本案拟处罚款未达到听证标准，也不涉及停业关闭，不适用听证程序。")]
    return [
        Para(f"{_party(case)}："),
        Para(f"你单位涉嫌{_law(case).violation}一案（编号 {case.no}），本机关拟作出罚款{money(case.proposed_yuan)}"
             f"{'、责令关闭' if case.is_closed_down else ''}的行政处罚。"),
        Para("依据行政处罚法第六十三条、第六十四条，你单位有权要求举行听证。要求听证的，应当在收到本告知书后五个工作日内"
             f"（{day(case.hearing_until, '自送达之日起计算')}前）向本机关提出；逾期未提出的，视为放弃听证。"),
        Para("听证由非本案调查人员主持，公开举行，涉及国家秘密、商业秘密或者个人隐私的除外；你单位不承担组织听证的费用。"),
        *COPIES,
    ]  # fmt: skip


def hearing(case: Any, reader: Any) -> list[Any]:
    """行政处罚听证会通知书."""
    return [
        Para(f"{_party(case)}："),
        Para(f"应你单位要求，就你单位涉嫌{_law(case).violation}一案，定于{day(case.hearing_on, BLANK_DAY)}举行听证。"),
        Para(
            "请携带证据准时参加，可以委托一至二人代理，并提交授权委托书；无正当理由不出席或者中途退出的，视为放弃听证。"
        ),
        Para("听证由非本案调查人员主持；认为主持人与本案有直接利害关系的，有权申请回避。"),
        *COPIES,
    ]


def decision(case: Any, reader: Any) -> list[Any]:
    """行政处罚决定书: the six items of article 59."""
    return [
        *_party_facts(case),
        Heading("违法事实和证据"),
        Para(_ended(case.description)),
        Para(f"证据：{_ended(case.evidence or '见案卷')}"),
        Para(f"陈述申辩：{_ended(case.statement or '当事人未提出')}听证：{_ended(case.hearing_record or '未举行')}"),
        Heading("处罚的种类和依据"),
        Para(f"上述行为违反安全生产法律法规的规定，依据{_law(case).law}，"
             f"参照裁量基准“{case.get_stage_display() or '—'}”"
             f"档次，决定：{_ended(case.decision or '（待作出）')}处罚款{money(case.fine_yuan)}。"),
        Heading("履行方式和期限"),
        Para("自收到本决定书之日起十五日内，到指定的银行或者通过电子支付系统缴纳罚款。逾期不缴纳的，每日按罚款数额的百分之三"
             "加处罚款，加处罚款的数额不超过罚款的数额；本机关可以依法申请人民法院强制执行。"),
        *_remedies(),
        *COPIES,
    ]  # fmt: skip


def on_spot(case: Any, reader: Any) -> list[Any]:
    """行政（当场）处罚决定书 (articles 51 and 52): handed over on the spot, signed by both sides."""
    if not case.is_on_spot:
        return [Para(f"{_party(case)}："), Para("本案适用普通程序，不使用本文书。")]
    return [
        *_party_facts(case),
        Para(f"你单位{_ended(case.description)}以上事实违反安全生产法律法规的规定。依据{_law(case).law}和行政处罚法第五十一条，"
             f"决定当场处罚款{money(case.fine_yuan)}。"),
        Para("自收到本决定书之日起十五日内，到指定的银行或者通过电子支付系统缴纳罚款。"),
        *_remedies(),
        *signed_by("当事人", "执法人员", "执法人员"),
        *COPIES,
    ]  # fmt: skip


def press(case: Any, reader: Any) -> list[Any]:
    """行政处罚决定履行催告书, before the court is asked (行政强制法 article 54)."""
    return [
        Para(f"{_party(case)}："),
        Para(f"本机关于{day(case.decided_on, BLANK_DAY)}对你单位作出行政处罚决定（编号 {case.no}），"
             f"罚款{money(case.fine_yuan)}，"
             f"缴纳期限为{day(case.pay_until, BLANK_DAY)}，你单位已缴{money(case.paid_yuan)}，"
             f"加处罚款{money(case.surcharge_yuan)}。"),
        Para("请自收到本催告书之日起十日内履行。你单位有权进行陈述和申辩；逾期仍不履行的，本机关将依法申请人民法院强制执行。"),
        *COPIES,
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
        Para(f"经查，你单位存在以下违法事实：{_ended(case.description)}上述行为涉嫌{_law(case).violation}。"),
        Para(
            f"鉴于属于{case.get_leniency_display() or '（情形待定）'}的情形，依据行政处罚法"
            "第三十三条，决定不予行政处罚。"
        ),
        Para("请吸取教训，落实整改和防范措施。再次违法的，将依法处罚。"),
        *_remedies(),
        *COPIES,
    ]


def transfer(case: Any, reader: Any) -> list[Any]:
    """案件移送书 行刑衔接."""
    return [
        Para(f"{county().name}公安局："),
        Para(f"本机关办理的{_party(case)}涉嫌{_law(case).violation}一案（编号 {case.no}），经调查认为已涉嫌犯罪，"
             "依据行政处罚法第二十七条和应急〔2019〕54号，现移送你局处理。"),
        Heading("涉嫌犯罪的事实"),
        Para(_ended(case.transfer_basis or "（尚未提请移送）")),
        Heading("移送材料"),
        Para(f"一、案件调查报告；二、涉案物品清单；三、证据材料：{_ended(case.evidence or '见案卷')}"),
        Para(f"移送日期：{day(case.transferred_on, BLANK_DAY)}。"),
        Para("请自受理之日起三日内作出是否立案的决定并书面告知；不予立案的，请说明理由并退回案卷材料。抄送：人民检察院。"),
        *signed_by("移送人", "接收人"),
    ]  # fmt: skip


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
        *signed_by("承办人意见", "审核人意见", "审批人意见"),
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
