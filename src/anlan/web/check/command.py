"""What `anlan check` prints, and how it ends."""

import asyncio
import json
import logging
from dataclasses import asdict

from anlan.kit import logs
from anlan.web.check import machine
from anlan.web.check.certificates import certificates
from anlan.web.check.database import database
from anlan.web.check.environment import read_settings
from anlan.web.check.finding import Finding
from anlan.web.check.system import system

MARKS = {"ok": "ok    ", "advice": "ADVICE", "wrong": "WRONG "}


async def check_command(*, as_json: bool = False) -> tuple[int, str]:
    """Look at everything; exit code 1 when something is wrong, 0 else (advice does not count)."""
    found = await findings()
    is_well = all(finding.state != "wrong" for finding in found)
    if as_json:
        text = json.dumps({"is_well": is_well, "findings": [asdict(f) for f in found]}, ensure_ascii=False, indent=1)
    else:
        text = "\n".join(_line(finding) for finding in found)
    return int(not is_well), text


async def findings() -> list[Finding]:
    """Everything that was looked at. Settings that cannot be read end it there: all else hangs on them."""
    config, found = read_settings()
    if config is None:
        return found
    logs.configure("check", at_least=logging.CRITICAL)  # what is wrong stands in the findings
    found += [*machine.folder(config), *machine.disk(config), *machine.clock(config), *machine.programs(config)]
    found += machine.cameras(config)
    found += certificates(config)
    is_running, answers = await system(config)
    # Django refuses to ask its database inside an event loop.
    records = await asyncio.to_thread(lambda: list(database(config, is_running=is_running)))
    return [*found, *records, *answers]


def _line(finding: Finding) -> str:
    text = f"{MARKS[finding.state]} {finding.subject}: {finding.says}"
    return f"{text}\n       → {finding.do}" if finding.do else text
