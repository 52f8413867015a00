"""Timelines of a registration with a platform above, on a clock that is moved by hand."""

from anlan.cameras.cascade.registration import MISSES_MAX, Duty, Registration

HOUR_S = 3_600


class Timeline:
    """Seconds from the beginning; what is due is done at once, by a platform above that behaves as ``says``."""

    def __init__(self, keepalive_s: int = 60) -> None:
        self.one, self.now_s, self.says = Registration(keepalive_s), 0, "yes"
        self.registered_at: list[int] = []
        self.beats_at: list[int] = []

    def run(self, until_s: int) -> "Timeline":
        while self.now_s < until_s:
            self._do()
            self.now_s += 1
        return self

    def _do(self) -> None:
        now_ms, duty = self.now_s * 1000, self.one.due(self.now_s * 1000)
        if duty is Duty.REGISTER:
            self.registered_at.append(self.now_s)
            if self.says == "no":
                self.one.refused(now_ms, "403 Forbidden")
            elif self.says == "yes":
                self.one.registered(now_ms, HOUR_S)
            else:
                self.one.unanswered(now_ms, "no answer")
        elif duty is Duty.KEEPALIVE:
            self.beats_at.append(self.now_s)
            self.one.beat_answered(now_ms) if self.says == "yes" else self.one.beat_missed(now_ms)

    @property
    def is_registered(self) -> bool:
        return self.one.is_registered(self.now_s * 1000)


def test_it_registers_at_once_says_every_minute_that_it_lives_and_renews_before_the_end() -> None:
    line = Timeline().run(HOUR_S)
    assert line.registered_at == [0, 2_880]
    assert line.beats_at[:3] == [60, 120, 180]
    assert line.is_registered


def test_three_keepalives_without_an_answer_register_anew() -> None:
    line = Timeline().run(100)
    line.says = "silence"
    line.run(300)
    assert line.beats_at == [60, 120, 180, 240]
    assert line.registered_at[1] == 241  # the second in which the third was missed
    assert not line.is_registered
    assert len([at for at in line.beats_at if at > 100]) == MISSES_MAX
    line.says = "yes"
    line.run(400)
    assert line.is_registered
    assert line.one.problem == ""


def test_one_missed_keepalive_is_forgiven() -> None:
    line = Timeline().run(100)
    line.says = "silence"
    line.run(170)
    line.says = "yes"
    line.run(1_000)
    assert line.registered_at == [0]
    assert line.one.missed == 0


def test_a_platform_that_is_silent_is_asked_again_soon_and_then_every_minute() -> None:
    line = Timeline()
    line.says = "silence"
    line.run(400)
    assert line.registered_at == [0, 5, 15, 35, 75, 135, 195, 255, 315, 375]


def test_a_platform_that_says_no_is_left_in_peace() -> None:
    line = Timeline()
    line.says = "no"
    line.run(4_000)
    assert line.registered_at == [0, 60, 180, 420, 900, 1_800, 2_700, 3_600]
    assert "403" in line.one.problem
    line.says = "yes"
    line.run(4_600)
    line.says = "no"
    line.one.forgotten(line.now_s * 1000, "unknown")
    before = len(line.registered_at)
    line.run(4_780)
    assert [at - 4_600 for at in line.registered_at[before:]] == [0, 60]  # after a yes it begins with a minute again


def test_a_renewal_that_nobody_answers_leaves_the_registration_until_its_end() -> None:
    line = Timeline().run(2_800)
    line.says = "silence"
    line.one._keepalive_ms = 10**9  # only the renewal is looked at
    line.one.beat_answered(line.now_s * 1000)
    line.run(3_500)
    assert line.is_registered
    line.run(3_700)
    assert not line.is_registered
