"""The contract of a recogniser: what it is shown, what it answers, what stands in its folder.

A recogniser is one folder under ``cameras/recognisers/<name>/``:

* ``manifest.toml``: title, the kind of its point, what it needs to see, how it is measured (``Manifest``).
* ``recogniser.py``: ``Config`` (a msgspec struct, what may be set per scene) and ``Recogniser``. Pure: views in,
  values out; no clock, no file, no bus. Time is ``view.at_ms``.
* ``README.md``: what it sees and what it does not, and the figures of ``quality.json``.
* ``quality.json``: written by ``anlan cameras evaluate --save``; never by hand.

The host finds it by folder; nothing else is edited. ``tests/contract/test_recognisers.py`` is what every one passes.
"""

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

import msgspec

from anlan.cameras.views import Finding, View

Need = Literal["persons", "poses", "lying", "things", "tiles", "fire_smoke", "cigarettes"]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what may be set per scene; every field has a default, a range and a description."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``manifest.toml`` of a recogniser.

    ``measure`` says what its value is and so how it is judged: a ``count`` (mean absolute error), a ``duration`` in
    seconds (intervals), a ``score`` 0..1 (recall, false alarms, AUC) or an ``event`` (found or not, how late).
    ``footage`` is the behaviour's name in a
    labelled folder's manifest.csv. ``still_s``: how long a still picture must be shown before its value counts.
    ``is_suspicion``: screens say "suspected" until a person confirms.
    """

    title: str
    title_zh: str
    kind: str
    unit: str
    measure: Literal["count", "duration", "score", "event"]
    footage: str
    needs: tuple[Need, ...] = ("persons",)
    idle_value: float = 0.0  # what it reports when its duty ends
    is_suspicion: bool = False
    still_s: float = 0.0
    alarm_at: Annotated[float, msgspec.Meta(ge=0)] = 0.5  # the default limit of its kind, for event figures


C = TypeVar("C", bound=Config)


class Recogniser(ABC, Generic[C]):
    """One behaviour in one zone of one camera. Views come in order of time, about one or two a second."""

    config_type: ClassVar[type[Config]]

    def __init__(self, config: C) -> None:
        self.config = config

    @abstractmethod
    def observe(self, view: View) -> Finding:
        """Take one view; return the value of the scene now. Must not keep ``view.picture``."""

    def blind(self, at_ms: int) -> None:
        """Nothing could be seen until ``at_ms``: time that passed unseen proves nothing, so no timer may run on."""

    def reset(self) -> None:
        """Duty begins: forget what was before."""


def config_of(kind: type[Recogniser[Any]], parameters: dict[str, Any]) -> Config:
    """Parameters of a scene as the recogniser's own struct.

    Raises:
        msgspec.ValidationError: an unknown name or a value out of range; the message names it.
    """
    return msgspec.convert(parameters, kind.config_type)
