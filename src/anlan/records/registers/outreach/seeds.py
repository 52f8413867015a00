"""Outreach of the seed: 200,000 texts, 13 column issues, 12 exposures, 20,000 planted trees."""

from datetime import date
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.places.county import county
from anlan.records.registers.outreach.register import ARTICLES, EVENTS, SEASONS, SMS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day, taken
from anlan.records.registry.services import record_act

COLUMNS, EXPOSURES, TEXTS, TREES, SEND = 13, 12, 200_000, 20_000, 8
DAYS = ((3, 19, "“3·19”安全宣传日"), (4, 15, "“4·15”国家安全教育日"), (5, 12, "“5·12”防灾减灾日"))


def fill(seeded: Seeded) -> None:
    """The duty officer does, a leader releases."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    place = county().name.rstrip("市县区")
    rows: list[dict[str, Any]] = [
        {"title": f"安全专栏第 {n + 1} 期", "kind": "column", "medium": f"{place}日报", "issue_no": f"第 {n + 1} 期"}
        for n in range(COLUMNS)
    ]
    rows += [{"title": f"隐患曝光（{n + 1}）", "kind": "exposure", "medium": f"{place}电视台",
              "right_of_reply": "承诺限期整改"} for n in range(EXPOSURES)]  # fmt: skip
    with on_day(2021, 4, 1):
        ids = records_create(ARTICLES, actor=duty, rows=rows, via="宣传计划")
        records_act(ARTICLES, actor=duty, record_ids=ids, step="submit", values={})
        records_act(ARTICLES, actor=leader, record_ids=ids, step="accept", values={})
        records_act(ARTICLES, actor=duty, record_ids=ids, step="publish", values={})
    for month, day, name in DAYS:
        row = {"title": name, "kind": "day", "occasion": name, "planned_on": date(2021, month, day)}
        with on_day(2021, month, day):
            ids = records_create(EVENTS, actor=duty, rows=[row], via="宣传日历")
            records_act(EVENTS, actor=duty, record_ids=ids, step="hold",
                        values={"reach_count": 300, "summary": "现场咨询、发放资料"})  # fmt: skip
            records_act(EVENTS, actor=leader, record_ids=ids, step="confirm", values={})
    _sms(seeded, duty, leader)
    season = {"title": "2021 年安全生产月种安全树", "begins_on": date(2021, 5, 1), "ends_on": date(2021, 6, 30)}
    with on_day(2021, 5, 1):
        ids = records_create(SEASONS, actor=duty, rows=[season], via="宣传计划")
    with on_day(2021, 6, 21):
        counted = {"planter_count": TREES, "try_count": TREES + 4_210, "reason": "平台合作方统计并入"}
        records_act(SEASONS, actor=duty, record_ids=ids, step="count_in", values=counted)
    with on_day(2021, 6, 30, hour=18):
        taken(records_act(SEASONS, actor=duty, record_ids=ids, step="end", values={}))
    now = {"title": f"{seeded.today.year} 年种安全树", "begins_on": seeded.ago(30), "ends_on": seeded.ago(-60)}
    with on_date(seeded.ago(30)):
        records_create(SEASONS, actor=duty, rows=[now], via="宣传计划")


def _sms(seeded: Seeded, duty: Any, leader: Any) -> None:
    rows = [{"title": f"安全提醒短信（{n + 1}）", "text": "用火用电注意安全，发现隐患拨打12350。退订回T",
             "audience": "全市用户", "planned_on": date(2021, 3 + n // 4, 10), "planned_count": count}
            for n, count in enumerate(seeded.share(TEXTS, SEND))]  # fmt: skip
    with on_day(2021, 3, 5):
        ids = records_create(SMS, actor=duty, rows=rows, via="短信计划")
        records_act(SMS, actor=leader, record_ids=ids, step="approve", values={})
    with on_day(2021, 4, 20):
        for n, (pk, count) in enumerate(zip(ids, seeded.share(TEXTS, SEND), strict=True)):
            record_act(SMS, actor=duty, record_id=pk, step="send", values={"job_no": f"YD2021{n + 1:04d}"})
            told = {"sent_count": count, "delivered_count": count - count // 50, "failed_count": count // 50}
            records_act(SMS, actor=duty, record_ids=[pk], step="receipt", values=told)
        records_act(SMS, actor=duty, record_ids=ids, step="finish", values={})
