"""What may follow what in the life of a work order."""

import itertools

import pytest

from anlan.domain.incident_states import (
    ENDED,
    TRANSITIONS,
    ActionRefused,
    IncidentAction,
    IncidentState,
    is_possible,
    mermaid,
    next_state,
)

A, S = IncidentAction, IncidentState


def test_straight_way_from_alarm_to_closed_loop() -> None:
    state = S.OPEN
    seen = []
    for action in (A.DISPATCH, A.ACCEPT, A.START, A.FEEDBACK, A.VERIFY):
        state = next_state(state, action)
        seen.append(state)
    assert seen == [S.DISPATCHED, S.ACCEPTED, S.HANDLING, S.FEEDBACK, S.CLOSED]


def test_sent_back_work_is_fed_back_again() -> None:
    assert next_state(S.FEEDBACK, A.SEND_BACK) == S.HANDLING
    assert next_state(S.HANDLING, A.FEEDBACK) == S.FEEDBACK


def test_an_end_takes_notes_and_conversions_and_only_a_person_takes_it_back() -> None:
    for state, action in itertools.product(ENDED - {S.MERGED}, A):
        assert is_possible(state, action) == (action in (A.NOTE, A.CONVERT, A.REOPEN))
    assert [action for action in A if is_possible(S.MERGED, action)] == [A.NOTE]


def test_only_verification_false_alarm_or_a_merger_ends() -> None:
    ending = {action for action, (_, target) in TRANSITIONS.items() if target in ENDED}
    assert ending == {A.VERIFY, A.FALSE_ALARM, A.MERGE}


@pytest.mark.parametrize(
    ("state", "action"), [(s, a) for s, a in itertools.product(S, A) if s not in TRANSITIONS[a][0]]
)
def test_action_out_of_turn_is_refused(state: IncidentState, action: IncidentAction) -> None:
    with pytest.raises(ActionRefused, match=action.value):
        next_state(state, action)


def test_every_state_is_reachable_and_has_a_way_to_an_end() -> None:
    edges = {(s, t) for sources, t in TRANSITIONS.values() if t for s in sources}

    def reach(start: set[IncidentState], pairs: set[tuple[IncidentState, IncidentState]]) -> set[IncidentState]:
        found = set(start)
        while new := {t for s, t in pairs if s in found} - found:
            found |= new
        return found

    assert reach({S.OPEN}, edges) == set(S)
    assert reach(set(ENDED), {(t, s) for s, t in edges}) == set(S)


def test_diagram_names_every_state_and_action() -> None:
    drawn = mermaid()
    assert all(state in drawn for state in S)
    assert all(f": {action}" in drawn for action, (_, target) in TRANSITIONS.items() if target)
