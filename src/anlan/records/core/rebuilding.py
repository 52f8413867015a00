"""What the scripts that make an upload anew have in common: their bounds, how they refuse, their way in and out.

Standard library alone: a script loads its decoders only once its process is bounded.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping

MEMORY_BYTES_MAX = 1 << 30
CPU_S_MAX = 20
REFUSED_EXIT = 3


class Refused(Exception):
    """The upload will not be decoded; the message is the word for it."""


def bound_this_process() -> None:
    """A decoder that runs wild ends here, not in the web process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(rebuild: Callable[[bytes], tuple[Mapping[str, object], bytes]]) -> int:
    """Standard input to standard output: the facts as one line of JSON, then the bytes; returns the exit status."""
    bound_this_process()
    try:
        facts, made = rebuild(sys.stdin.buffer.read())
    except Refused as error:
        sys.stderr.write(str(error))
        return REFUSED_EXIT
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + made)
    return 0
