"""The alarm state machine against tables written by others, and against random life."""

import random
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from anlan.domain.alarm_states import PLAIN, AlarmState, AlarmStateName, AlarmTraits, EventRefused, next_state
from anlan.domain.alarm_states import AlarmEvent as E

CONFIRMED = AlarmTraits(needs_confirm=True)

# OPC UA Part 9, Table B.1: event, then Active, Acked, Confirmed, Retain.
TABLE_B1 = [
    (E.RAISE, (True, False, True, True)),
    (E.ACKNOWLEDGE, (True, True, False, True)),
    (E.CLEAR, (False, True, False, True)),
    (E.CONFIRM, (False, True, True, False)),
    (E.RAISE, (True, False, True, True)),
    (E.CLEAR, (False, False, True, True)),
    (E.ACKNOWLEDGE, (False, True, False, True)),
    (E.CONFIRM, (False, True, True, False)),
]


def run(events: list[E], traits: AlarmTraits = PLAIN, start: AlarmState | None = None) -> AlarmState:
    state = start or AlarmState()
    for event in events:
        state = next_state(state, event, traits)
    return state


def test_single_state_example_of_opc_ua_table_b1() -> None:
    state = AlarmState()
    assert (state.is_active, state.is_acked, state.is_confirmed, state.is_retained) == (False, True, True, False)
    for step, (event, expected) in enumerate(TABLE_B1):
        state = next_state(state, event, CONFIRMED)
        seen = (state.is_active, state.is_acked, state.is_confirmed, state.is_retained)
        assert seen == expected, f"row {step + 1}: {event}"


# OPC UA Part 9, Table B.3 (1.05), rows 1 to 9: event, then Active, Suppressed, OutOfService, Retain, Retain sent (what
# a client sees whose filter hides silenced alarms), and whether that client is told of this step.
TABLE_B3 = [
    (E.RAISE, (True, False, False, True, True), True),
    (E.TAKE_OUT_OF_SERVICE, (True, False, True, True, False), True),
    (E.SUPPRESS, (True, True, True, True, False), False),
    (E.CLEAR, (False, True, True, False, False), False),
    (E.UNSUPPRESS, (False, False, True, False, False), False),
    (E.RAISE, (True, False, True, True, False), False),
    (E.RETURN_TO_SERVICE, (True, False, False, True, True), True),
    (E.CLEAR, (False, False, False, False, False), True),
    (E.SUPPRESS, (False, True, False, False, False), False),
]


def acknowledged(state: AlarmState) -> AlarmState:
    """The table's alarm acknowledges itself."""
    return state if state.is_acked else next_state(state, E.ACKNOWLEDGE)


def seen(state: AlarmState) -> bool:
    """Whether the filtering client has this alarm on its list."""
    return state.is_retained and not state.is_silenced


def test_suppressed_and_out_of_service_example_of_opc_ua_table_b3() -> None:
    state = AlarmState()
    for row, (event, expected, is_told) in enumerate(TABLE_B3, 1):
        before, state = state, acknowledged(next_state(state, event))
        columns = (state.is_active, state.is_suppressed, state.is_out_of_service, state.is_retained, seen(state))
        assert columns == expected, f"row {row}: {event}"
        assert (seen(before) or seen(state)) == is_told, f"row {row}: {event}"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "normal"),
        ([E.RAISE], "unacked"),
        ([E.RAISE, E.ACKNOWLEDGE], "acked"),
        ([E.RAISE, E.CLEAR], "rtn_unacked"),
        ([E.RAISE, E.CLEAR, E.ACKNOWLEDGE], "normal"),
        ([E.RAISE, E.ACKNOWLEDGE, E.CLEAR], "normal"),
        ([E.RAISE, E.CLEAR, E.RAISE], "unacked"),
        ([E.RAISE, E.ACKNOWLEDGE, E.CLEAR, E.RAISE], "unacked"),
        ([E.RAISE, E.SHELVE], "shelved"),
        ([E.RAISE, E.SHELVE, E.UNSHELVE], "unacked"),
        ([E.RAISE, E.ACKNOWLEDGE, E.SHELVE, E.UNSHELVE], "unacked"),
        ([E.RAISE, E.SHELVE, E.CLEAR, E.UNSHELVE], "normal"),
        ([E.SHELVE, E.RAISE], "shelved"),
        ([E.RAISE, E.SUPPRESS], "suppressed"),
        ([E.RAISE, E.SUPPRESS, E.CLEAR, E.UNSUPPRESS], "normal"),
        ([E.RAISE, E.TAKE_OUT_OF_SERVICE], "out_of_service"),
        ([E.TAKE_OUT_OF_SERVICE, E.RAISE, E.RETURN_TO_SERVICE], "unacked"),
        ([E.RAISE, E.SHELVE, E.SUPPRESS, E.TAKE_OUT_OF_SERVICE], "out_of_service"),
        ([E.RAISE, E.SHELVE, E.SUPPRESS, E.UNSHELVE], "suppressed"),
        ([E.RAISE, E.SHELVE, E.SUPPRESS, E.UNSHELVE, E.UNSUPPRESS], "unacked"),
    ],
)
def test_state_shown_after(events: list[E], expected: str) -> None:
    assert run(events).name == AlarmStateName(expected)


def test_latched_alarm_stands_until_acknowledged_and_reset() -> None:
    latching = AlarmTraits(latches=True)
    cleared = run([E.RAISE, E.CLEAR], latching)
    assert cleared.name == "unacked"
    with pytest.raises(EventRefused, match="acknowledge first"):
        next_state(cleared, E.RESET, latching)
    acked = next_state(cleared, E.ACKNOWLEDGE, latching)
    assert acked.name == "latched"
    assert next_state(acked, E.RESET, latching).name == "normal"


# The drawing of IEC 62682 / ISA-18.2, arrow by arrow: from, event, to. A latching alarm has arrows of its own.
IEC_62682 = [
    ("normal", E.RAISE, "unacked"),
    ("unacked", E.ACKNOWLEDGE, "acked"),
    ("acked", E.CLEAR, "normal"),
    ("unacked", E.CLEAR, "rtn_unacked"),
    ("rtn_unacked", E.ACKNOWLEDGE, "normal"),
    ("rtn_unacked", E.RAISE, "unacked"),
    *((state, E.SHELVE, "shelved") for state in ("normal", "unacked", "acked", "rtn_unacked")),
    *((state, E.SUPPRESS, "suppressed") for state in ("normal", "unacked", "acked", "rtn_unacked")),
    *((state, E.TAKE_OUT_OF_SERVICE, "out_of_service") for state in ("normal", "unacked", "acked", "rtn_unacked")),
    ("shelved", E.UNSHELVE, "normal"),
    ("suppressed", E.UNSUPPRESS, "normal"),
    ("out_of_service", E.RETURN_TO_SERVICE, "normal"),
]
IEC_62682_STANDING = [
    ("shelved", E.UNSHELVE, "unacked"),
    ("suppressed", E.UNSUPPRESS, "unacked"),
    ("out_of_service", E.RETURN_TO_SERVICE, "unacked"),
]
IEC_62682_LATCHING = [
    ("acked", E.CLEAR, "latched"),
    ("unacked", E.CLEAR, "unacked"),
    ("latched", E.RAISE, "unacked"),
    ("latched", E.RESET, "normal"),
    ("latched", E.SHELVE, "shelved"),
]
WAY_TO: dict[str, list[E]] = {
    "normal": [],
    "unacked": [E.RAISE],
    "acked": [E.RAISE, E.ACKNOWLEDGE],
    "rtn_unacked": [E.RAISE, E.CLEAR],
    "latched": [E.RAISE, E.ACKNOWLEDGE, E.CLEAR],
    "shelved": [E.SHELVE],
    "suppressed": [E.SUPPRESS],
    "out_of_service": [E.TAKE_OUT_OF_SERVICE],
}


@pytest.mark.parametrize(
    ("begin", "event", "expected", "traits", "first"),
    [
        *((*arrow, PLAIN, []) for arrow in IEC_62682),
        *((*arrow, PLAIN, [E.RAISE]) for arrow in IEC_62682_STANDING),
        *((*arrow, AlarmTraits(latches=True), []) for arrow in IEC_62682_LATCHING),
    ],
)
def test_arrow_of_iec_62682(begin: str, event: E, expected: str, traits: AlarmTraits, first: list[E]) -> None:
    before = run([*first, *WAY_TO[begin]], traits)
    assert before.name == begin
    assert next_state(before, event, traits).name == expected


def test_a_hundred_thousand_random_steps_make_no_illegal_transition() -> None:
    """Every arrow that random life takes is in the table of legal ones; every refusal leaves the state alone."""
    dice = random.Random(62682)
    life = {name: {*WAY_TO, "unacked"} for name in WAY_TO}  # silences may begin and end anywhere
    life["normal"] = {"normal", "unacked", "shelved", "suppressed", "out_of_service"}
    life["acked"] = {"acked", "normal", "latched", "shelved", "suppressed", "out_of_service"}
    life["unacked"] = {"unacked", "acked", "rtn_unacked", "shelved", "suppressed", "out_of_service"}
    life["unacked"] |= {"latched"}  # acknowledged after the condition had gone
    life["rtn_unacked"] = {"rtn_unacked", "normal", "unacked", "shelved", "suppressed", "out_of_service"}
    life["latched"] = {"latched", "normal", "unacked", "shelved", "suppressed", "out_of_service"}
    states = {traits: AlarmState() for traits in (PLAIN, CONFIRMED, AlarmTraits(True), AlarmTraits(True, True))}
    taken = 0
    for _ in range(100_000):
        traits, event = dice.choice(list(states)), dice.choice(list(E))
        before = states[traits]
        try:
            after = next_state(before, event, traits)
        except EventRefused:
            continue
        taken += 1
        assert after.name in life[before.name], f"{before} {event} {after}"
        assert before.is_silenced or after.is_silenced or event in (E.RAISE, E.CLEAR) or after != before
        assert after.is_active == (event is E.RAISE or (before.is_active and event is not E.CLEAR))
        assert not (before.is_active and event is E.RESET)
        assert not after.is_latched or traits.latches
        states[traits] = after
    assert taken > 50_000


def test_latch_is_not_reset_while_the_condition_is_present() -> None:
    latching = AlarmTraits(latches=True)
    with pytest.raises(EventRefused, match="still present"):
        next_state(run([E.RAISE, E.ACKNOWLEDGE], latching), E.RESET, latching)


@pytest.mark.parametrize(
    ("events", "refused"),
    [
        ([], E.ACKNOWLEDGE),
        ([E.RAISE, E.ACKNOWLEDGE], E.ACKNOWLEDGE),
        ([E.RAISE], E.CONFIRM),
        ([E.RAISE], E.RESET),
        ([E.RAISE, E.SHELVE], E.SHELVE),
        ([E.RAISE], E.UNSHELVE),
        ([E.SUPPRESS], E.SUPPRESS),
        ([], E.UNSUPPRESS),
        ([], E.RETURN_TO_SERVICE),
        ([E.TAKE_OUT_OF_SERVICE], E.TAKE_OUT_OF_SERVICE),
    ],
)
def test_senseless_event_is_refused(events: list[E], refused: E) -> None:
    with pytest.raises(EventRefused):
        next_state(run(events), refused)


def test_repeated_condition_changes_nothing() -> None:
    raised = run([E.RAISE, E.ACKNOWLEDGE])
    assert next_state(raised, E.RAISE) == raised
    cleared = run([E.RAISE, E.CLEAR])
    assert next_state(cleared, E.CLEAR) == cleared


class AlarmLife(RuleBasedStateMachine):
    """Random events; a second, naive bookkeeping must agree and no state may be illegal."""

    def __init__(self) -> None:
        super().__init__()
        self.traits = AlarmTraits()
        self.state = AlarmState()
        self.condition = False
        self.silences: set[str] = set()
        self.last_acked = True

    def send(self, event: E) -> bool:
        try:
            self.state = next_state(self.state, event, self.traits)
        except EventRefused:
            return False
        return True

    @precondition(lambda self: self.state == AlarmState())
    @rule()
    def design_latching(self) -> None:
        self.traits = replace(self.traits, latches=not self.traits.latches)

    @precondition(lambda self: self.state == AlarmState())
    @rule()
    def design_confirm(self) -> None:
        self.traits = replace(self.traits, needs_confirm=not self.traits.needs_confirm)

    @rule()
    def raise_(self) -> None:
        was = self.condition
        self.condition = True
        assert self.send(E.RAISE)
        assert was or not self.state.is_acked, "a new alarm is never born acknowledged"

    @rule()
    def clear(self) -> None:
        self.condition = False
        assert self.send(E.CLEAR)

    @rule()
    def acknowledge(self) -> None:
        assert self.send(E.ACKNOWLEDGE) == (not self.last_acked)

    @rule()
    def confirm(self) -> None:
        self.send(E.CONFIRM)

    @rule()
    def reset(self) -> None:
        self.send(E.RESET)

    @rule()
    def shelve(self) -> None:
        self.toggle("shelf", E.SHELVE, E.UNSHELVE)

    @rule()
    def suppress(self) -> None:
        self.toggle("suppression", E.SUPPRESS, E.UNSUPPRESS)

    @rule()
    def service(self) -> None:
        self.toggle("service", E.TAKE_OUT_OF_SERVICE, E.RETURN_TO_SERVICE)

    def toggle(self, name: str, begin: E, end: E) -> None:
        if name in self.silences:
            self.silences.discard(name)
            assert self.send(end)
            if not self.silences:
                assert self.state.is_acked != self.state.is_standing, "what stands is annunciated anew"
        else:
            self.silences.add(name)
            assert self.send(begin)

    @invariant()
    def nothing_illegal(self) -> None:
        state = self.state
        self.last_acked = state.is_acked
        assert state.is_active == self.condition, "silence never stops evaluation"
        assert state.is_silenced == bool(self.silences)
        assert not (state.is_silenced and state.is_annunciated)
        assert state.is_acked or state.is_confirmed, "what is not acknowledged cannot await confirmation"
        assert not state.is_latched or self.traits.latches
        assert (state.name in {"shelved", "suppressed", "out_of_service"}) == state.is_silenced
        assert state.is_retained or state.name == "normal" or state.is_silenced


AlarmLife.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestAlarmLife = AlarmLife.TestCase
