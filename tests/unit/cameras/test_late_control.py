"""A control whose device comes and goes, and that of GB/T 28181 as the desk sees it."""

import pytest

from anlan.cameras.control.base import CameraControl, ControlFailed
from anlan.cameras.control.late import LateControl
from anlan.cameras.gb28181.control import Gb28181Control, NotTurned


class Dome:
    def __init__(self) -> None:
        self.is_here = True

    def stop(self) -> None:
        if not self.is_here:
            raise NotTurned("it is gone")


def test_it_is_made_when_it_is_needed_and_anew_after_a_failure() -> None:
    made: list[Dome] = []

    def make() -> CameraControl:
        if len(made) == 1:
            made.append(Dome())
            raise ControlFailed("not registered")
        made.append(Dome())
        return made[-1]  # type: ignore[return-value]

    control = LateControl(make)
    assert made == []
    control.stop()
    control.stop()
    assert len(made) == 1
    made[0].is_here = False
    with pytest.raises(ControlFailed, match="gone"):
        control.stop()
    with pytest.raises(ControlFailed, match="not registered"):
        control.stop()
    control.stop()
    assert len(made) == 3


def test_a_fixed_camera_of_gb28181_can_do_nothing() -> None:
    assert not any(Gb28181Control(None, 3, None).abilities())  # type: ignore[arg-type]
    assert all(Gb28181Control(None, 0, None).abilities())  # type: ignore[arg-type]
