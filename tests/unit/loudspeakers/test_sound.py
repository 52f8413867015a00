"""What is heard: tone, words in their order, drills marked, and what is said where this machine has no voice."""

import shutil
import wave
from io import BytesIO

import numpy as np
import pytest

from anlan.kit.sip.g711 import RATE_HZ
from anlan.records.loudspeakers import saying, sound, speech
from anlan.records.loudspeakers.saying import ALARM_WORDS, DRILL_WORDS, Script, heard

needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "PROGRAM", "no-such-voice")
    speech._spoken.cache_clear()


def test_the_tone_swings_between_its_two_notes_and_does_not_click() -> None:
    tone = sound.alarm_tone()
    assert len(tone) == 3 * RATE_HZ
    assert abs(int(tone[0])) + abs(int(tone[-1])) < 200
    middle = tone[RATE_HZ : 2 * RATE_HZ].astype(float)
    spectrum = np.abs(np.fft.rfft(middle))
    loud = np.flatnonzero(spectrum > spectrum.max() / 3)
    assert loud.min() >= sound.LOW_HZ - 30
    assert loud.max() <= sound.HIGH_HZ + 30


def test_another_rate_becomes_8_khz_with_its_pitch() -> None:
    at = np.arange(22_050) / 22_050
    made = sound.at_rate((np.sin(2 * np.pi * 440 * at) * 9_000).astype(np.int16), 22_050)
    assert len(made) == RATE_HZ
    assert int(np.argmax(np.abs(np.fft.rfft(made)))) == 440


def test_no_call_is_longer_than_three_minutes_and_says_it_whole_at_least_once() -> None:
    said = sound.silence(50)
    made = sound.composed(said, 5)
    assert len(made) / RATE_HZ <= sound.LONGEST_S
    assert len(made) / RATE_HZ == pytest.approx(3 * (50 + 3 + 2 * sound.PAUSE_S), abs=0.1)


@needs_voice
def test_a_sentence_is_spoken_and_a_drill_says_so_first_and_last() -> None:
    plain, drill = heard(Script("氨气泄漏，请撤离")), heard(Script("氨气泄漏，请撤离", is_drill=True))
    assert (plain.by, plain.words) == ("voice", "氨气泄漏，请撤离")
    assert drill.words == f"{DRILL_WORDS}氨气泄漏，请撤离{DRILL_WORDS}"
    around = saying._drill()
    assert np.array_equal(drill.samples[: len(around)], around)
    assert np.array_equal(drill.samples[-len(around) :], around)


@needs_voice
def test_other_words_sound_otherwise_and_a_text_is_never_an_option() -> None:
    first, second = speech.spoken("请撤离"), speech.spoken("请不要靠近制冷机房")
    assert len(second) > len(first)
    assert len(speech.spoken("--help 请撤离")) > len(first)


@pytest.mark.usefixtures("mute")
def test_a_machine_without_a_voice_says_the_recorded_sentence_and_tells() -> None:
    made = heard(Script("氨气泄漏"))
    assert (made.by, made.words) == ("stand_in", ALARM_WORDS)
    assert made.seconds > 10
    drill = heard(Script("氨气泄漏", is_drill=True))
    assert drill.words == f"{DRILL_WORDS}{ALARM_WORDS}{DRILL_WORDS}"


@pytest.mark.usefixtures("mute")
def test_a_recording_is_said_without_a_voice() -> None:
    samples = (np.ones(RATE_HZ) * 5_000).astype("<i2").tobytes()
    made = heard(Script("氨气泄漏", repeats=2, recording=samples))
    assert (made.by, made.words) == ("recording", "氨气泄漏")
    assert made.seconds == pytest.approx(2 * (3 + 2 * sound.PAUSE_S + 1), abs=0.1)


@pytest.mark.parametrize("raw", [b"", b"RIFF", b"RIFF0000WAVE" + b"\0" * 60, b"no sound at all" * 10])
def test_what_is_no_wav_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"WAV|sound"):
        sound.from_wav(raw)


def test_browsers_can_play_what_is_made() -> None:
    with wave.open(BytesIO(sound.as_wav(sound.alarm_tone()))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (RATE_HZ, 1, 3 * RATE_HZ)
