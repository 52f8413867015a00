"""Life of one alarm as ISA-18.2 / IEC 62682 (GB/T 41261-2022) draw it: a pure function of state and event.

Two things are kept apart: the *condition* (is the gas above its limit?), which only the alarms engine knows,
and what *people* have done about it (acknowledged, shelved, suppressed, taken out of service). Evaluation goes
on whatever people do; lifting the last of the three silences shows a standing alarm again as new.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class AlarmEvent(StrEnum):
    """What can happen to an alarm: the first two come from the engine, the rest from people and due times."""

    RAISE = "raise"
    CLEAR = "clear"
    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"  # OPC UA Part 9: the action that was taken is confirmed
    RESET = "reset"  # of a latched alarm
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    SUPPRESS = "suppress"  # by design: another condition explains this one
    UNSUPPRESS = "unsuppress"
    TAKE_OUT_OF_SERVICE = "take_out_of_service"
    RETURN_TO_SERVICE = "return_to_service"


class AlarmStateName(StrEnum):
    """The states a duty officer sees."""

    NORMAL = "normal"
    UNACKED = "unacked"
    ACKED = "acked"
    RTN_UNACKED = "rtn_unacked"  # returned to normal before anybody looked
    LATCHED = "latched"  # acknowledged, the condition is gone, and a person must still reset it
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class EventRefused(ValueError):
    """This event makes no sense in this state, e.g. acknowledging what is acknowledged."""


@dataclass(frozen=True, slots=True)
class AlarmState:
    """Everything the next state depends on. The default is a quiet alarm."""

    is_active: bool = False
    is_acked: bool = True
    is_confirmed: bool = True
    is_latched: bool = False  # the condition was present and nobody has reset the latch
    is_shelved: bool = False
    is_suppressed: bool = False
    is_out_of_service: bool = False

    @property
    def is_silenced(self) -> bool:
        """True while any of the three silences holds: kept and evaluated, not annunciated."""
        return self.is_shelved or self.is_suppressed or self.is_out_of_service

    @property
    def is_standing(self) -> bool:
        """True while there is something to act on: the condition itself, or its latch."""
        return self.is_active or self.is_latched

    @property
    def is_retained(self) -> bool:
        """OPC UA "Retain": somebody still has something to do or to know."""
        return self.is_standing or not self.is_acked or not self.is_confirmed

    @property
    def is_annunciated(self) -> bool:
        """True while screens and sirens must call for somebody."""
        return self.is_retained and not self.is_acked and not self.is_silenced

    @property
    def name(self) -> AlarmStateName:
        """The state to show; out of service hides suppressed, which hides shelved."""
        if self.is_out_of_service:
            return AlarmStateName.OUT_OF_SERVICE
        if self.is_suppressed:
            return AlarmStateName.SUPPRESSED
        if self.is_shelved:
            return AlarmStateName.SHELVED
        if self.is_standing and not self.is_acked:
            return AlarmStateName.UNACKED
        if self.is_standing:
            return AlarmStateName.ACKED if self.is_active else AlarmStateName.LATCHED
        return AlarmStateName.NORMAL if self.is_acked else AlarmStateName.RTN_UNACKED


@dataclass(frozen=True, slots=True)
class AlarmTraits:
    """How an alarm was designed: does it latch, must the action taken be confirmed?"""

    latches: bool = False
    needs_confirm: bool = False


PLAIN = AlarmTraits()


def next_state(state: AlarmState, event: AlarmEvent, traits: AlarmTraits = PLAIN) -> AlarmState:
    """The state after ``event``.

    RAISE and CLEAR that change nothing return the same state: the engine may repeat itself.

    Raises:
        EventRefused: a person asked for something that makes no sense now; the text says why.
    """
    match event:
        case AlarmEvent.RAISE:
            return _raised(state, traits)
        case AlarmEvent.CLEAR:
            return replace(state, is_active=False)
        case AlarmEvent.ACKNOWLEDGE:
            _require(not state.is_acked, "already acknowledged")
            return replace(state, is_acked=True, is_confirmed=not traits.needs_confirm)
        case AlarmEvent.CONFIRM:
            _require(not state.is_confirmed, "nothing to confirm")
            return replace(state, is_confirmed=True)
        case AlarmEvent.RESET:
            _require(state.is_latched, "not latched")
            _require(not state.is_active, "the condition is still present")
            _require(state.is_acked, "acknowledge first")
            return replace(state, is_latched=False)
        case _:
            return _silence(state, event)


def _raised(state: AlarmState, traits: AlarmTraits) -> AlarmState:
    if state.is_active:
        return state
    return replace(state, is_active=True, is_acked=False, is_confirmed=True, is_latched=traits.latches)


_SILENCES = {
    AlarmEvent.SHELVE: ("is_shelved", True, "already shelved"),
    AlarmEvent.UNSHELVE: ("is_shelved", False, "not shelved"),
    AlarmEvent.SUPPRESS: ("is_suppressed", True, "already suppressed"),
    AlarmEvent.UNSUPPRESS: ("is_suppressed", False, "not suppressed"),
    AlarmEvent.TAKE_OUT_OF_SERVICE: ("is_out_of_service", True, "already out of service"),
    AlarmEvent.RETURN_TO_SERVICE: ("is_out_of_service", False, "in service"),
}


def _silence(state: AlarmState, event: AlarmEvent) -> AlarmState:
    """Begin or lift one silence; when the last is lifted the alarm is as its condition is."""
    flag, to, refusal = _SILENCES[event]
    _require(getattr(state, flag) != to, refusal)
    changed = replace(state, **{flag: to})
    if to or changed.is_silenced:
        return changed
    # ISA-18.2: back to "unacknowledged" when the condition stands, else to "normal". What happened in
    # silence is not asked about afterwards; what still stands is annunciated anew.
    return replace(changed, is_acked=not changed.is_standing, is_confirmed=True)


def _require(holds: bool, refusal: str) -> None:
    if not holds:
        raise EventRefused(refusal)
