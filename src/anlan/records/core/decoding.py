"""Uploads made anew apart from this process: a script of ours with bounded memory and time, one of a few at once."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from anlan.records.core.errors import Invalid, TooMany

DECODE_S_MAX = 30
#: More decoders at once would take the memory and the cores that the alarm path needs.
DECODERS = threading.BoundedSemaphore(2)
QUEUE_S_MAX = 15


def made_anew(script: ModuleType, raw: bytes, refusals: Mapping[str, str], busy: str) -> tuple[dict[str, Any], bytes]:
    """What ``script`` makes of ``raw``: the facts of its first line of JSON, and the bytes after it.

    Args:
        refusals: what is said for each word with which the script refuses; ``damaged`` also for a decoder that died
            or took too long.
        busy: what is said when no decoder is free.

    Raises:
        Invalid: the script refused.
        TooMany: the decoders are busy.
    """
    if not DECODERS.acquire(timeout=QUEUE_S_MAX):
        raise TooMany(busy)
    try:
        # -I: nothing of the caller's environment or folder reaches the decoder.
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own script
            [sys.executable, "-I", str(script.__file__)], input=raw, capture_output=True, timeout=DECODE_S_MAX
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(fields={"file": refusals["damaged"]}) from error
    finally:
        DECODERS.release()
    if done.returncode != 0:
        word = done.stderr.decode(errors="replace")
        raise Invalid(fields={"file": refusals.get(word, refusals["damaged"])})
    line, _, rest = done.stdout.partition(b"\n")
    return json.loads(line), rest
