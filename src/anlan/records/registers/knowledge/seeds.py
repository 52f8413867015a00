"""What every county needs at hand from the first day, and one question with its answer.

Facts with their source; whoever keeps the base reviews them like any other entry.
"""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.knowledge.register import KNOWLEDGE, QUESTIONS
from anlan.records.registry.seeding import Seeded, on_date
from anlan.records.registry.services import record_act, record_create

ENTRIES = (
    {"kind": "sds", "title": "液氨", "document_no": "7664-41-7", "keywords": "氨、UN1005、涉氨制冷",
     "body": "有毒、有腐蚀性。泄漏时蒸气初期比空气重，贴地扩散；从上风向、高处接近，佩戴正压式空气呼吸器。"
             "小量泄漏四周隔离 30 米，大量泄漏至少 100 米。眼睛、皮肤接触立即用大量清水冲洗 15 分钟以上。"
             "300 ppm 立即威胁生命和健康（IDLH）。",
     "source": "ERG 2024 指南 125；NIOSH IDLH"},
    {"kind": "law", "title": "工贸企业重大事故隐患判定标准", "document_no": "应急管理部令第10号",
     "in_force_on": date(2023, 5, 15), "keywords": "重大隐患、涉氨、粉尘、有限空间",
     "body": "速冻设备未设置独立作业间，或者速冻作业间内作业人员超过 9 人的，判定为重大事故隐患。"
             "全部判定项见隐患登记时的提示。",
     "source": "应急管理部令第10号"},
    {"kind": "standard", "title": "粉尘防爆安全规程", "document_no": "GB 15577-2018",
     "keywords": "粉尘涉爆、除尘、清扫",
     "body": "第 7 章爆炸控制，第 8 章除尘系统，第 9 章粉尘控制与清理，第 10 章检修，第 11 章个体防护。",
     "source": "GB 15577-2018 目次"},
    {"kind": "standard", "title": "危险化学品企业特殊作业安全规范", "document_no": "GB 30871-2022",
     "in_force_on": date(2022, 10, 1), "keywords": "动火、受限空间、盲板、高处、吊装、临时用电、动土、断路",
     "body": "八类特殊作业的审批、分析、监护要求；作业票时限见“特殊作业报备”。", "source": "GB 30871-2022"},
)  # fmt: skip


def fill(seeded: Seeded) -> None:
    """A town writes, the duty officer reviews; another town asks and is answered."""
    duty, (_, writer, _) = seeded.people[Role.DUTY_OFFICER], seeded.towns[0]
    for entry in ENTRIES:
        with on_date(seeded.ago(120)):
            made = record_create(KNOWLEDGE, actor=writer, values=entry)
            record_act(KNOWLEDGE, actor=duty, record_id=made.pk, step="approve", values={})
    _, asker, sites = seeded.towns[-1]
    asked = {"title": "速冻间人数限制包不包括检修人员", "topic": "ammonia", "enterprise": sites[0].pk,
             "question": "速冻作业间内正在作业 8 人，此时两名检修人员进入，是否算超过 9 人？"}  # fmt: skip
    answer = {"expert": "县应急专家组（制冷）", "basis": "应急管理部令第10号；从严掌握为经验意见",
              "answer": "按同一时间在场人数计算。检修应安排在停产或减员时进行，进入前先撤出相应人数。"}  # fmt: skip
    with on_date(seeded.ago(119)):
        made = record_create(QUESTIONS, actor=asker, values=asked)
    with on_date(seeded.ago(118)):
        record_act(QUESTIONS, actor=duty, record_id=made.pk, step="answer", values=answer)
