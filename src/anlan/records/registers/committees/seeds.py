"""The committees of the seed: 1 + 8 + 8, 26 meetings, 53 duty reports, ten systems (the source names seven)."""

from datetime import date

from anlan.records.accounts.choices import Field, Role
from anlan.records.registers.committees.bodies import COMMITTEES, MEMBERS
from anlan.records.registers.committees.meetings import MEETINGS
from anlan.records.registers.committees.pressure import DUTY_REPORTS, SYSTEMS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day, taken
from anlan.records.registry.services import record_act

MEETINGS_HELD, UNITS_REPORTING = 26, 53
#: Title, register it is kept in. The source says ten and names seven.
TEN = (
    ("工作述职制度", "duty_reports"),
    ("警示约谈制度", "cautions"),
    ("安全风险防范化解制度", "hazards"),
    ("危化品（燃气）领域安全监管联合执法制度", "joint_operations"),
    ("安全生产巡查制度", "inspection_groups"),
    ("安全生产通报制度", "circulars"),
    ("重大事故隐患挂牌整治制度", "listings"),
    ("第八项制度（名称未公开）", ""),
    ("第九项制度（名称未公开）", ""),
    ("第十项制度（名称未公开）", ""),
)


def fill(seeded: Seeded) -> None:
    """A duty officer keeps, a leader signs and scores."""
    _systems(seeded)
    _meetings(seeded, _bodies(seeded))
    _duty_reports(seeded)


def _bodies(seeded: Seeded) -> list[int]:
    duty = seeded.people[Role.DUTY_OFFICER]
    rows = [{"title": "市安委会", "body": "committee", "chair": "市长", "duties": "统筹协调全市安全生产工作"}]
    for kind, words in (("special", "专委会"), ("office", "专委办")):
        rows += [{"title": f"{one.label}{words}", "body": kind, "field": one.value, "chair": "分管副市长",
                  "duties": f"统筹{one.label}领域安全生产"} for one in Field]  # fmt: skip
    with on_day(2021, 3, 5):
        ids = records_create(COMMITTEES, actor=duty, rows=rows, via="1+8+8 架构")
        places = list(COMMITTEES.model.objects.filter(pk__in=ids).order_by("id"))
        members = [{"committee": one, "title": f"{one.title}主任", "post": "chair", "unit": "市政府"} for one in places]
        member_ids = records_create(MEMBERS, actor=duty, rows=members, via="1+8+8 架构")
    with on_date(seeded.ago(60)):
        said = {"comment": "年度核对，无变动"}
        taken(records_act(COMMITTEES, actor=duty, record_ids=ids, step="review", values=said))
        taken(records_act(MEMBERS, actor=duty, record_ids=member_ids, step="confirm", values=said))
    return ids[1:9]


def _meetings(seeded: Seeded, special: list[int]) -> None:
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    places = COMMITTEES.model.objects.in_bulk(special)
    rows = [{"committee": places[special[n % 8]], "title": f"专委会第 {n // 8 + 1} 次会议", "kind": "special",
             "held_on": date(2021, 4, 20), "agenda": "部署重点工作",
             "assignee": duty} for n in range(MEETINGS_HELD)]  # fmt: skip
    with on_day(2021, 4, 15):
        ids = records_create(MEETINGS, actor=duty, rows=rows, via="会议计划")
    with on_day(2021, 4, 20):
        records_act(MEETINGS, actor=duty, record_ids=ids, step="hold", values={"attendees": "各成员单位"})
    with on_day(2021, 4, 22):
        records_act(MEETINGS, actor=duty, record_ids=ids, step="write", values={"minutes": "会议研究了重点工作。"})
        records_act(MEETINGS, actor=leader, record_ids=ids, step="sign", values={})
    with on_day(2021, 6, 25):
        for record_id in ids:
            record_act(MEETINGS, actor=leader, record_id=record_id, step="close", values={"comment": "逐项核对"})


def _duty_reports(seeded: Seeded) -> None:
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    towns = [town for town, _, _ in seeded.towns]
    units = [town.name for town in towns] + [f"市级部门 {n + 1}" for n in range(UNITS_REPORTING - len(towns))]
    rows = [{"title": f"{unit} 2020 年度述职", "unit": unit, "year": 2020, "deadline": date(2021, 3, 20)}
            for unit in units[:UNITS_REPORTING]]  # fmt: skip
    with on_day(2021, 3, 1):
        ids = records_create(DUTY_REPORTS, actor=duty, rows=rows, via="述职大会")
    with on_day(2021, 3, 15):
        records_act(DUTY_REPORTS, actor=duty, record_ids=ids, step="submit", values={"report": "履职情况详见附件"})
        for record_id in ids:
            score = {"score": seeded.rng.randint(75, 98), "opinion": "履职到位"}
            record_act(DUTY_REPORTS, actor=leader, record_id=record_id, step="score", values=score)


def _systems(seeded: Seeded) -> None:
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    rows = [{"title": title, "text": title, "kept_in": kept,
             "derived_duties": "各专委办按制度落实，记入对应登记簿"} for title, kept in TEN]  # fmt: skip
    with on_day(2021, 1, 10):
        ids = records_create(SYSTEMS, actor=duty, rows=rows, via="十项制度")
        records_act(SYSTEMS, actor=leader, record_ids=ids, step="issue", values={})
    with on_date(seeded.ago(90)):
        said = {"comment": "执行情况良好，继续施行"}
        taken(records_act(SYSTEMS, actor=duty, record_ids=ids, step="assess", values=said))
