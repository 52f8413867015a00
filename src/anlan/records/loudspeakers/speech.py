"""Chinese sentences into sound by espeak-ng, a program of Debian's; without it a recorded sentence is said.

The program is started for each sentence with a time limit, and is handed the text on standard input:
nothing of a text can become one of its options. What it said is kept for the horns that say the same.
"""

import shutil
import subprocess
import threading
from functools import lru_cache
from pathlib import Path

from anlan.kit.logs import get_logger
from anlan.kit.sip.g711 import Samples
from anlan.records.loudspeakers.sound import at_rate, from_wav

log = get_logger(__name__)

PROGRAM = "espeak-ng"
#: Mandarin, about three characters a second: somewhat slower than people speak, because a yard has echoes.
VOICE, WORDS_A_MINUTE = "cmn", 200
WITHIN_S = 10
TEXT_MAX = 300
#: Spoken by the same voice once and kept in the tree: what is said where the program is missing.
RECORDED = Path(__file__).parent / "data"

_AT_ONCE = threading.BoundedSemaphore(2)


class NoVoice(Exception):
    """The sentence could not be spoken; the message says why."""


def has_voice() -> bool:
    """True when the program is installed."""
    return shutil.which(PROGRAM) is not None


def spoken(text: str) -> Samples:
    """``text`` in Mandarin; blocks for some tenths of a second the first time.

    Raises:
        NoVoice: not installed, too slow, or it failed.
    """
    return _spoken(" ".join(text.split())[:TEXT_MAX])


def recorded(name: str) -> Samples:
    """One of the sentences in the tree: ``drill`` or ``alarm``."""
    return at_rate(*from_wav((RECORDED / f"{name}.wav").read_bytes()))


@lru_cache(maxsize=32)
def _spoken(text: str) -> Samples:
    if (found := shutil.which(PROGRAM)) is None:
        raise NoVoice(f"{PROGRAM} is not installed")
    words = [found, "-v", VOICE, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
    try:
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603 - a fixed program with fixed options
                words, input=text.encode(), capture_output=True, timeout=WITHIN_S, env={}
            )
        return at_rate(*from_wav(done.stdout))
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        log.warning("a sentence was not spoken", error=str(error)[:200])
        raise NoVoice(f"{PROGRAM} failed ({type(error).__name__})") from error
