"""Every command of docs/how-to/connect-a-device.md does what the page says."""

import os
import re
import shutil
import subprocess

import pytest

from tests.acceptance.devices.place import ROOT, Place

pytestmark = [pytest.mark.nats, pytest.mark.timeout(170), pytest.mark.xdist_group("devices")]
PAGE = ROOT / "docs" / "how-to" / "connect-a-device.md"
_FENCE = re.compile(r"^```(\w+)[ ]?(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> tuple[str, list[tuple[str, str]]]:
    """(set-up, [(command, what its output must hold)])."""
    setup, commands = "", []
    for kind, word, text in _FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "sh" and word == "setup":
            setup = text
        elif kind == "sh":
            commands.append((text, ""))
        elif kind == "output":
            commands[-1] = (commands[-1][0], text.strip())
    return setup, commands


def test_page_has_its_commands() -> None:
    setup, commands = blocks()
    assert "HOST=" in setup
    assert len(commands) == 7


def test_commands_do_what_the_page_says(place: Place) -> None:
    missing = [tool for tool in ("mosquitto_pub", "curl", "bash") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}: apt-get install mosquitto-clients curl")
    setup, commands = blocks()
    environment = {**os.environ, **place.config.as_environment()}
    for command, expected in commands:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", setup + command],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert expected in done.stdout, f"{command}\n{done.stdout}"
    for code, address, value in (
        ("MQ-DOC", "nh3", 61.5),
        ("MQ-DOC", "nh3", 62.5),
        ("TB-1", "nh3-howto", 61.5),
        ("330381000000000000000088", "a21001", 61.5),
        ("HT-1", "nh3-howto", 61.5),
        ("HT-1", "nh3-howto", 62.5),
    ):
        place.expect(place.point(code, address), value)
