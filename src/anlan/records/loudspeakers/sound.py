"""The sound of a broadcast: an alarm tone made here, what is said, and the order of both. 16-bit samples at 8 kHz."""

import io
import wave
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from anlan.kit.sip.g711 import RATE_HZ, Samples

#: The two tones between which the alarm swings, and how often a second: heard beside machines, unlike any of them.
LOW_HZ, HIGH_HZ, SWINGS_S = 660.0, 990.0, 1.5
TONE_S, PAUSE_S = 3.0, 0.6
#: Of full scale: a horn's amplifier has its own idea of loud.
PEAK = 0.7
#: No call is longer, whatever was asked for.
LONGEST_S = 180.0


def alarm_tone(seconds: float = TONE_S) -> Samples:
    """Two tones with a glide between them, faded in and out so that no horn clicks."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    swing = np.clip(np.sin(2 * np.pi * SWINGS_S * at) * 3, -1, 1)
    hz = (LOW_HZ + HIGH_HZ) / 2 + swing * (HIGH_HZ - LOW_HZ) / 2
    wave_ = np.sin(2 * np.pi * np.cumsum(hz) / RATE_HZ)
    fade = np.clip(np.minimum(at, at[::-1]) / 0.03, 0, 1)
    return _whole(wave_ * fade * PEAK)


def silence(seconds: float) -> Samples:
    """Nothing to hear."""
    return np.zeros(round(seconds * RATE_HZ), np.int16)


def at_rate(samples: NDArray[np.int16], rate_hz: int) -> Samples:
    """The same sound at 8 kHz, what lies above 4 kHz cut off, as loud as the tone."""
    if not len(samples):
        return silence(0)
    spectrum = np.fft.rfft(samples.astype(np.float64))
    wanted = max(1, round(len(samples) * RATE_HZ / rate_hz))
    made = np.fft.irfft(spectrum[: wanted // 2 + 1], wanted)
    loudest = float(np.abs(made).max())
    return _whole(made / loudest * PEAK) if loudest > 0 else silence(wanted / RATE_HZ)


def composed(said: Samples, repeats: int, *, around: Samples | None = None) -> Samples:
    """Tone and words, ``repeats`` times; ``around`` (the words of a drill) is said first and last.

    Whole repetitions are left out where the call would be longer than ``LONGEST_S``; the first is always there.
    """
    pause = silence(PAUSE_S)
    once = np.concatenate([alarm_tone(), pause, said, pause])
    frame_s = 0.0 if around is None else 2 * (len(around) / RATE_HZ + PAUSE_S)
    most = max(1, int((LONGEST_S - frame_s) // (len(once) / RATE_HZ)))
    parts: Iterable[Samples] = [once] * min(repeats, most)
    if around is not None:
        parts = [around, pause, *parts, around]
    return np.concatenate(list(parts))[: round(LONGEST_S * RATE_HZ)]


def as_wav(samples: Samples) -> bytes:
    """A file that browsers play."""
    sink = io.BytesIO()
    with wave.open(sink, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return sink.getvalue()


def from_wav(raw: bytes) -> tuple[NDArray[np.int16], int]:
    """``(samples, rate)`` of a mono file of 16 bits; a stream whose header does not know its length is read to its end.

    Raises:
        ValueError: it is no such file.
    """
    begin = raw.find(b"data", 36)
    if (
        raw[:4] != b"RIFF"
        or raw[8:12] != b"WAVE"
        or begin < 0
        or raw[22:24] != b"\x01\x00"
        or raw[34:36] != b"\x10\x00"
    ):
        raise ValueError("no WAV file of 16 bits, mono")
    rate_hz = int.from_bytes(raw[24:28], "little")
    body = raw[begin + 8 :]
    if not 4_000 <= rate_hz <= 192_000:
        raise ValueError("no sound of a usual rate")
    return np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.int16), rate_hz


def _whole(values: NDArray[np.float64]) -> Samples:
    return np.asarray(np.round(np.clip(values, -1, 1) * 32_767), np.int16)
