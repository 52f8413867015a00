"""The stages in their order, run over a batch; what each decided stays with the case."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import F

from anlan.domain.alarm_states import AlarmEvent, next_state
from anlan.records.alarm_flow import driven
from anlan.records.alarm_flow.case import Case, Step
from anlan.records.alarm_flow.choices import Outcome
from anlan.records.alarm_flow.context import Context, alarms_in_window, condition_of, read_context
from anlan.records.alarm_flow.models import Decision, Flood, Silence
from anlan.records.alarm_flow.stages import by_design, flood, group, inhibit, maintenance, repeat, shelve, stale
from anlan.records.alarm_log import events
from anlan.records.alarm_log.models import Alarm, Shelving
from anlan.records.alarm_log.rows import ALONG
from anlan.records.core import clock

Stage = Callable[[Case, Context], Step]

STAGES: tuple[Stage, ...] = (
    maintenance.decide,
    shelve.decide,
    by_design.decide,
    inhibit.decide,
    group.decide,
    flood.decide,
    repeat.decide,
    stale.decide,
)


class Flow:
    """One batch of new alarms on its way: settled before the rows are written, kept after people were told."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self._context: Context | None = None

    def settle(self, alarms: list[Alarm]) -> None:
        """Run the stages over the batch's new alarms; those that a silence covers are born silenced."""
        if alarms:
            driven.switch_on(alarms)
            self.cases, self._context = run(alarms)

    def keep(self, occasion: str) -> None:
        """Write what was decided."""
        if self._context is not None:
            keep(self.cases, self._context, occasion)


def run(alarms: Sequence[Alarm]) -> tuple[list[Case], Context]:
    """Every alarm through every stage, in order; alarms may be unsaved, and their state may change."""
    context = read_context(alarms)
    cases = [_through(alarm, context) for alarm in alarms]
    return cases, context


def _through(alarm: Alarm, context: Context) -> Case:
    case = Case(alarm)
    for stage in STAGES:
        case.steps.append(stage(case, context))
    context.note(alarm)
    return case


def keep(cases: Iterable[Case], context: Context, occasion: str) -> None:
    """Write what was decided and what was counted; the alarms have their keys by now."""
    cases = list(cases)
    Decision.objects.bulk_create(
        [
            Decision(alarm=case.alarm, at=context.now, occasion=occasion, outcome=_result(case), steps=case.as_data())
            for case in cases
        ]
    )
    for (table, pk), count in context.hits.items():
        model = Silence if table == "Silence" else Shelving
        model.objects.filter(pk=pk).update(alarms_silenced=F("alarms_silenced") + count)
    _keep_floods(cases, context)
    _merge_chatter(cases, context)


def _result(case: Case) -> str:
    """The outcome of the last stage that said more than "passed"."""
    said = [step.outcome for step in case.steps if step.outcome is not Outcome.PASSED]
    return str(said[-1].value if said else Outcome.PASSED.value)


def _keep_floods(cases: list[Case], context: Context) -> None:
    """Begin floods that were recognised, with the first alarm of the window kept as first-out; count the others."""
    counts: dict[int, int] = {}
    for case in cases:
        said = case.said_by("flood")
        if said is not None and said.outcome is Outcome.QUIET and case.alarm.enterprise_id is not None:
            counts[case.alarm.enterprise_id] = counts.get(case.alarm.enterprise_id, 0) + 1
    for plant, count in counts.items():
        known = context.floods.get(plant)
        if known is not None:
            Flood.objects.filter(pk=known.pk).update(alarms=F("alarms") + count)
            continue
        first = _first_out(plant, context)
        Flood.objects.create(enterprise_id=plant, began_at=context.now, first_out=first, alarms=context.load[plant])


def _first_out(plant: int, context: Context) -> Alarm | None:
    rows = alarms_in_window({plant}, context.now, context.limits)
    first: Alarm | None = rows.order_by("raised_at", "pk").first()
    return first


def _merge_chatter(cases: list[Case], context: Context) -> None:
    """Of a chattering condition only the newest occurrence waits to be acknowledged; the others are over."""
    wanted = []
    for case in cases:
        said = case.said_by("repeat")
        if said is not None and said.outcome is Outcome.QUIET:
            wanted += [one.pk for one in context.earlier[condition_of(case.alarm)] if one.pk != case.alarm.pk]
    if not wanted:
        return
    rows = list(Alarm.objects.filter(pk__in=wanted, state="rtn_unacked").select_related(*ALONG))
    for row in rows:
        row.put(next_state(row.condition, AlarmEvent.ACKNOWLEDGE))
        row.acked_at = clock.now()
    Alarm.objects.bulk_update(rows, ["state", "is_acked", "is_open", "acked_at"])
    events.write(events.alarm_message(row, "merged", f"{row.pk}.merged") for row in rows)
