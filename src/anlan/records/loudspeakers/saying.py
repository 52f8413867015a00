"""A broadcast as it will be heard: the words exactly, and the sound."""

from dataclasses import dataclass

import numpy as np

from anlan.kit.sip.g711 import RATE_HZ, Samples
from anlan.records.loudspeakers import speech
from anlan.records.loudspeakers.sound import composed

DRILL_WORDS = "现在是演练，现在是演练。"
#: What the recording in the tree says, where nothing else can be said.
ALARM_WORDS = "请注意，请注意。本单位发生安全生产报警。请停止作业，听从现场负责人指挥。"


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be said. ``recording``: samples of 16 bits at 8 kHz that are said instead of ``text``."""

    text: str
    repeats: int = 1
    is_drill: bool = False
    recording: bytes | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """How it will sound. ``by``: ``voice``, ``recording``, or ``stand_in`` where there is no voice on this machine."""

    words: str
    by: str
    samples: Samples

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return round(len(self.samples) / RATE_HZ, 1)


def heard(script: Script) -> Heard:
    """Make the sound; blocks for some tenths of a second. Something is always said."""
    by, words, said = _said(script)
    around = _drill() if script.is_drill else None
    if script.is_drill:
        words = f"{DRILL_WORDS}{words}{DRILL_WORDS}"
    return Heard(words, by, composed(said, script.repeats, around=around))


def _said(script: Script) -> tuple[str, str, Samples]:
    if script.recording:
        return "recording", script.text, np.frombuffer(script.recording, "<i2").astype(np.int16)
    try:
        return "voice", script.text, speech.spoken(script.text)
    except speech.NoVoice:
        return "stand_in", ALARM_WORDS, speech.recorded("alarm")


def _drill() -> Samples:
    try:
        return speech.spoken(DRILL_WORDS)
    except speech.NoVoice:
        return speech.recorded("drill")
