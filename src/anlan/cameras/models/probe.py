"""Tries somebody's model in a process of its own, with limits on time and memory, before it may run in ours.

    python -m anlan.cameras.models.probe FOLDER     prints {"warnings": […]} or {"refused": "…"}

A damaged or hostile file can crash or stall the runtime; here it crashes or stalls alone. The file is loaded from an
otherwise empty folder, so weights kept beside it ("external data") are not found, and operators that ONNX Runtime
does not know are refused by it. Only ``.onnx`` is taken: pickles run foreign code when they are opened.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from anlan.cameras.models.card import ModelRefused, checked_file, read_card

TIME_LIMIT_S = 60
MEMORY_LIMIT_BYTES = 4 * 2**30
#: Licences that bind a service to publish its whole source; naming one in the file is worth a warning.
STRONG_COPYLEFT = ("AGPL", "GPL-3")


class Answer(msgspec.Struct, frozen=True):
    """What the process that tried a model says."""

    refused: str = ""
    warnings: list[str] = []


def probe(folder: Path, time_limit_s: float = TIME_LIMIT_S) -> list[str]:
    """Warnings about a usable model.

    Raises:
        ModelRefused: it cannot be used; the message says why and what to do.
    """
    card = read_card(folder)
    path = checked_file(folder, card)
    with tempfile.TemporaryDirectory(prefix="anlan-probe-") as alone:
        shutil.copy(path, alone)
        shutil.copy(folder / "model.toml", alone)
        answer = _in_a_process(Path(alone), time_limit_s)
    if answer.refused:
        raise ModelRefused(answer.refused)
    return answer.warnings


def _in_a_process(folder: Path, time_limit_s: float) -> Answer:
    command = [sys.executable, "-m", "anlan.cameras.models.probe", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=time_limit_s, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Answer(refused=f"no answer to one picture within {time_limit_s:.0f} s; use a smaller model")
    try:
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=Answer)
    except (IndexError, msgspec.DecodeError):
        return Answer(refused=f"the process that tried it ended with code {done.returncode}: {done.stderr[-300:]}")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT_S, TIME_LIMIT_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _try(folder: Path) -> Answer:
    from anlan.cameras.models.session import load

    try:
        model = load(folder)
    except ModelRefused as error:
        return Answer(refused=str(error))
    said = " ".join(model.metadata.values()) + " " + model.card.licence
    return Answer(
        warnings=[
            f"licence {word} is named in the file: read what it asks of you before you offer this as a service"
            for word in STRONG_COPYLEFT
            if word in said.upper()
        ]
    )


if __name__ == "__main__":
    _limit()
    sys.stdout.write(msgspec.json.encode(_try(Path(sys.argv[1]))).decode() + "\n")
