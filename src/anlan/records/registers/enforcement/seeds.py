"""The seed's enforcement: 534 cases, 15 and 6 detained, 138 closed down; 23 joint operations, 8 of them on chemicals.

Those 8 hit 23 illegal sites (a case each), 14 of which were closed down; 126 t, 349 cylinders and 371 boxes were
seized, 1.51 million yuan fined, 2 cases handed to justice. The sites are part of the 534 and of the 138.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from anlan.records.accounts.choices import Field, Role
from anlan.records.registers.enforcement.choices import Leniency
from anlan.records.registers.enforcement.discretion import Violation, violations
from anlan.records.registers.enforcement.field_work import OPERATIONS, SEIZURES
from anlan.records.registers.enforcement.register import CASES
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day, taken
from anlan.records.registry.services import record_act

CASES_FILED, OPERATIONS_RUN, ON_CHEMICALS, SITES = 534, 23, 8, 23
CLOSED_SITES, CLOSED_OTHERS, DETAINED, CRIMINAL, TRANSFERRED = 14, 138 - 14, 15, 6, 2
#: Fine of a site and how many pay it: 1,510,000 yuan over the 21 that were not handed to justice.
FINES = ((70_000, 19), (90_000, 2))
#: The others, whose fines the newspaper does not give: so many of them were slight, put right at once, and let off.
LET_OFF = 150
#: Tenths of the highest light fine that the discretion table has for the violation.
CLOSED_TENTHS, PLAIN_TENTHS = (6,), (2, 3, 4)
SEIZED = (("chemical", 126), ("cylinder", 349), ("firework", 371))
VIOLATIONS = ("V101", "V102", "V97", "V99")
#: ``(number, violation) -> (yuan, stage)``.
Weighed = Callable[[int, Violation], tuple[int, str]]


def fill(seeded: Seeded) -> None:
    """An officer of enforcement handles, a duty officer reviews, a leader decides; without such an officer, nothing."""
    if Role.ENFORCEMENT not in seeded.people:
        return
    operations = _operations(seeded)
    ids = _filed(seeded, operations)
    sites, others = ids[:SITES], ids[SITES:]
    leader, officer = seeded.people[Role.LEADER], _officer(seeded)
    with on_day(2021, 4, 12):
        closed = [*sites[:CLOSED_SITES], *others[:CLOSED_OTHERS]]
        taken(records_act(CASES, actor=leader, record_ids=closed, step="close_down", values={"reason": "无证无照"}))
        for step_ids, numbers in ((others[:DETAINED], (1, 0)), (others[DETAINED : DETAINED + CRIMINAL], (0, 1))):
            form = {"admin_detained": numbers[0], "criminal_detained": numbers[1], "document_no": "公安机关决定书"}
            taken(records_act(CASES, actor=officer, record_ids=step_ids, step="detained", values=form))
    _transferred(seeded, sites[:TRANSFERRED])
    start = TRANSFERRED
    for fine, count in FINES:
        _fined(seeded, sites[start : start + count], fine, "heavy")
        start += count
    _others_end(seeded, others)
    _seized(seeded, sites)


def _officer(seeded: Seeded) -> Any:
    """Whoever enforces county-wide."""
    return seeded.people[Role.ENFORCEMENT]


def _operations(seeded: Seeded) -> list[Any]:
    duty = seeded.people[Role.DUTY_OFFICER]
    fields = ["hazchem"] * ON_CHEMICALS + [f.value for f in Field if f != Field.HAZCHEM] * 3
    rows = [{"title": f"联合执法行动 {n + 1}", "field": fields[n], "planned_on": date(2021, 4, 8),
             "targets": "非法场所",
             "departments": "应急、公安、市场监管、生态环境"} for n in range(OPERATIONS_RUN)]  # fmt: skip
    with on_day(2021, 4, 6):
        ids = records_create(OPERATIONS, actor=duty, rows=rows, via="联合执法机制")
        taken(records_act(OPERATIONS, actor=duty, record_ids=ids, step="notify", values={}))
    with on_day(2021, 4, 8):
        taken(records_act(OPERATIONS, actor=duty, record_ids=ids, step="begin", values={}))
        done = {"summary": "行动结束，成果见案件"}
        taken(records_act(OPERATIONS, actor=duty, record_ids=ids, step="conclude", values=done))
    return list(OPERATIONS.model.objects.filter(pk__in=ids[:ON_CHEMICALS]).order_by("id"))


def _filed(seeded: Seeded, operations: list[Any]) -> list[int]:
    officer, leader = _officer(seeded), seeded.people[Role.LEADER]
    rows = []
    for n in range(CASES_FILED):
        _, _, sites = seeded.towns[n % len(seeded.towns)]
        row = {"title": "安全生产违法案", "description": "检查发现违法行为", "enterprise": seeded.rng.choice(sites),
               "assignee": officer}  # fmt: skip
        on_site = {"operation": operations[n % ON_CHEMICALS], "source": "operation", "violation": "V101"}
        plain = {"source": "inspection", "violation": _violation(n - SITES)}
        rows.append(row | (on_site if n < SITES else plain))
    with on_day(2021, 4, 9):
        ids = records_create(CASES, actor=officer, rows=rows, via="执法检查")
        form = {"officers": "甲、乙"}
        taken(records_act(CASES, actor=leader, record_ids=ids, step="file", values=form))
    return ids


def _violation(n: int) -> str:
    """Of the others, those with somebody in detention tampered with safety devices: the one here that may bring it; the
    last are on the list of what may be let off."""
    if n < DETAINED + CRIMINAL:
        return "V99"
    return VIOLATIONS[n % (3 if n >= CASES_FILED - SITES - LET_OFF else 4)]


def _transferred(seeded: Seeded, ids: list[int]) -> None:
    officer, leader = _officer(seeded), seeded.people[Role.LEADER]
    with on_day(2021, 4, 13):
        basis = {"transfer_basis": "涉嫌危险作业罪"}
        taken(records_act(CASES, actor=officer, record_ids=ids, step="ask_transfer", values=basis))
        taken(records_act(CASES, actor=leader, record_ids=ids, step="approve_transfer", values={}))
        taken(records_act(CASES, actor=officer, record_ids=ids, step="hand_over", values={}))
        taken(records_act(CASES, actor=officer, record_ids=ids, step="police_filed", values={"comment": "已立案"}))


def _fined(seeded: Seeded, ids: list[int], fine: int, stage: str) -> None:
    """From the weighing to the closing."""
    officer, duty, leader = _officer(seeded), seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    proposal = {"evidence": "现场笔录、照片", "stage": stage, "proposed_yuan": fine}
    decision = {"decision": "责令改正并处罚款", "fine_yuan": fine}
    with on_day(2021, 4, 20):
        for actor, step, form in (
            (officer, "weigh", {"is_serious": stage == "heavy"}), (officer, "propose", proposal),
            (duty, "pass_review", {}), (officer, "notify", {}), (officer, "waive", {"comment": "书面放弃"}),
            (leader, "decide", decision), (officer, "serve", {}), (officer, "pay", {"paid_yuan": fine}),
            (leader, "close", {}),
        ):  # fmt: skip
            taken(records_act(CASES, actor=actor, record_ids=ids, step=step, values=form))


def _others_end(seeded: Seeded, ids: list[int]) -> None:
    """Modest fines by the discretion table: the lowest medium one where somebody was detained, light ones elsewhere."""
    grave = DETAINED + CRIMINAL
    detained, closed, plain = ids[:grave], ids[grave:CLOSED_OTHERS], ids[CLOSED_OTHERS:]
    fined = _by_fine(detained, lambda n, one: (one.span("medium")[0], "medium"))
    fined |= _by_fine(closed, _light(CLOSED_TENTHS)) | _by_fine(plain[:-LET_OFF], _light(PLAIN_TENTHS))
    for (fine, stage, _), alike in fined.items():
        _fined(seeded, alike, fine, stage)
    _let_off(seeded, plain[-LET_OFF:])


def _light(tenths: tuple[int, ...]) -> Weighed:
    return lambda n, one: (one.span("light")[1] * tenths[n % len(tenths)] // 10, "light")


def _by_fine(ids: list[int], weighed: Weighed) -> dict[tuple[int, str, int], list[int]]:
    """``{(yuan, stage, first case): cases}``: those alike are written together."""
    of = dict(CASES.model.objects.filter(pk__in=ids).values_list("id", "violation"))
    alike: dict[tuple[int, str], list[int]] = {}
    for n, pk in enumerate(ids):
        alike.setdefault(weighed(n, violations()[of[pk]]), []).append(pk)
    return {(*key, found[0]): found for key, found in alike.items()}


def _let_off(seeded: Seeded, ids: list[int]) -> None:
    """轻微不罚: no harm, put right in time."""
    officer, leader = _officer(seeded), seeded.people[Role.LEADER]
    slight = {"is_corrected": True, "is_minor": True}
    ground = {
        "evidence": "现场笔录、整改照片",
        "leniency": Leniency.MINOR,
        "reason": "违法轻微，当场改正，没有危害后果",
    }
    with on_day(2021, 4, 20):
        taken(records_act(CASES, actor=officer, record_ids=ids, step="weigh", values=slight))
        for pk in ids:
            record_act(CASES, actor=officer, record_id=pk, step="propose_no_penalty", values=ground)
        taught = {"comment": "已教育"}
        taken(records_act(CASES, actor=leader, record_ids=ids, step="approve_no_penalty", values=taught))


def _seized(seeded: Seeded, ids: list[int]) -> None:
    officer = _officer(seeded)
    cases = list(CASES.model.objects.filter(pk__in=ids).select_related("enterprise").order_by("id"))
    rows = [
        {"case": case, "title": "涉案物品", "measure": "seizure", "goods": goods, "quantity": quantity,
         "place": "指定仓库", "enterprise": case.enterprise}
        for goods, total in SEIZED
        for case, quantity in zip(cases, seeded.share(total, len(cases)), strict=True)
    ]  # fmt: skip
    with on_day(2021, 4, 9):
        held = records_create(SEIZURES, actor=officer, rows=rows, via="扣押清单")
    police = [pk for pk, row in zip(held, rows, strict=True) if row["case"].pk in ids[:TRANSFERRED]]
    kept = [pk for pk in held if pk not in police]
    with on_day(2021, 4, 30):
        gone, spent = {"outcome": "随案移交公安机关"}, {"outcome": "依法没收，委托有资质单位无害化处置"}
        taken(records_act(SEIZURES, actor=officer, record_ids=police, step="hand_over", values=gone))
        taken(records_act(SEIZURES, actor=seeded.people[Role.LEADER], record_ids=kept, step="dispose", values=spent))
