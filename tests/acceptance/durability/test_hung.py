"""A process that hangs (SIGSTOP) is named in /healthz within seconds and started again without a human."""

import os
import signal
import time

import pytest
from bench.county import Size
from bench.rig import rig

from anlan.web import watch
from tests.acceptance.durability.place import health, problems
from tests.integration.support import until

pytestmark = [pytest.mark.nats, pytest.mark.slow, pytest.mark.timeout(600)]

SIZE = Size(gateways=1, enterprises_per_gateway=1, points=5)


async def test_each_hung_process_is_named_within_seconds_and_replaced() -> None:
    async with rig(SIZE) as place:
        children = {child.name: child for child in place.system.supervisor.children}
        for name in ("alarms", "gateway", "history", "worker", "nats"):
            process = children[name].process
            assert process is not None
            os.kill(process.pid, signal.SIGSTOP)
            stopped_at = time.monotonic()
            if name == "nats":
                await until(lambda: health(place.config)[0] == 503, 15, "503 while nats hangs")
            else:
                await until(lambda name=name: f"{name} has been silent" in problems(place.config), 10, f"{name} named")
            await until(
                lambda process=process: process.returncode is not None, watch.HUNG_AFTER_S + 15, f"{name} killed"
            )
            assert time.monotonic() - stopped_at > 5
            await until(lambda: health(place.config)[0] == 200, 60, f"well again after {name}")
            assert children[name].process is not process
        # Nobody else was blamed for a bus that hung.
        assert place.system.watch.hung == 4
        assert children["web"].restarts == 0
