"""A whole platform for a browser: every process, the county's records in it, and one plant under the test's thumb."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import paho.mqtt.client as mqtt

from anlan.demo import handover as handovers
from anlan.demo import plan as plans
from anlan.demo.handover import Account, Handover
from anlan.demo.plan_model import PlannedEnterprise
from anlan.kit.settings import Settings
from tests.servers import database

ANLAN = [sys.executable, "-m", "anlan.cli"]
READY_S = 300


@dataclass
class Plant:
    """Enterprise 1 of the county: one probe, sent every second over MQTT, shows the value that the test sets."""

    enterprise: PlannedEnterprise
    secret: str
    port: int
    probe: str = "nh3_machine_1"
    value: float = 2.0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Send until stopped; every message is acknowledged before the next."""
        point = next(p for p in self.enterprise.points if p.key == self.probe)
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"e2e-{point.gateway_code}-{self.probe}")
        client.username_pw_set(point.gateway_code, self.secret)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        while not self._stop.wait(1):
            body = {"ts": time.time_ns() // 1_000_000, "d": {point.address: self.value}}
            topic = f"anlan/v1/{point.gateway_code}/telemetry"
            client.publish(topic, json.dumps(body), qos=1).wait_for_publish(10)
        client.disconnect()
        client.loop_stop()

    def stop(self) -> None:
        """No more readings."""
        self._stop.set()


@dataclass
class Platform:
    """Where it is, who may sign in, and its plant."""

    origin: str
    handover: Handover
    plant: Plant
    environment: dict[str, str] = field(default_factory=dict)

    def probe(self, key: str) -> Plant:
        """Another probe of the plant, in a place of its own, so that no other test's alarm is its neighbour."""
        return Plant(self.plant.enterprise, self.plant.secret, self.plant.port, probe=key)

    def manage(self, code: str) -> str:
        """Run ``code`` on the records of this platform; returns what it prints."""
        told = subprocess.run(
            [sys.executable, "-m", "anlan.web.manage", "shell", "-v", "0", "-c", code],
            env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr[-1000:]
        return told.stdout.strip()

    def calms_down(self) -> None:
        """The probe is quiet, none of its limits stands, no work order is open: nothing is left to be joined.

        Alarms of other probes may stand for ever, since a test that is over sends nothing more; with their work orders
        closed nothing joins them.
        """
        self.plant.value = 2.0
        point = next(p for p in self.plant.enterprise.points if p.key == self.plant.probe)
        standing = f"is_active=True,rule='limit',point__address='{point.address}'"
        standing += f",point__gateway__code='{point.gateway_code}'"
        self.manage(
            "import time;from anlan.records.alarm_log.models import Alarm;"
            "from anlan.records.incidents.models import Incident;end=time.monotonic()+45\n"
            f"while Alarm.objects.filter({standing}).exists() and time.monotonic()<end:\n"
            " time.sleep(0.5)\n"
            "Incident.objects.filter(is_open=True).update(state='closed',is_open=False)"
        )

    def process(self, name: str) -> dict[str, object]:
        """What one process last said of itself."""
        with urllib.request.urlopen(f"{self.origin}/healthz", timeout=5) as answer:
            told: dict[str, object] = json.load(answer)["processes"].get(name, {})
            return told

    def account(self, username: str) -> Account:
        """A demo account by its name."""
        return next(a for a in self.handover.accounts if a.username == username)

    def of_role(self, role: str, *, enterprise: int | None = None, town_code: str = "") -> Account:
        """The first account of a role, of an enterprise or a town when asked."""
        for account in self.handover.of_role(role):
            if enterprise in (None, account.enterprise) and town_code in ("", account.town_code):
                return account
        raise LookupError(f"no demo account for {role}")


@contextmanager
def running(config: Settings) -> Iterator[Platform]:
    """Start everything, seed the county, run the plant; end all of it afterwards."""
    # Production's own settings: those of the tests serve no console.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = {**inherited, **config.as_environment(), "ANLAN_LOG_LEVEL": "WARNING"}
    database.place(config.data)
    log = (config.data.parent / "platform.log").open("wb")
    process = subprocess.Popen([*ANLAN, "up"], env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: health(config)[0] == 200, "the platform is not well", process, Path(log.name))
        seed = [sys.executable, "-m", "anlan.web.demo_seed_process"]
        subprocess.run(seed, env=environment, check=True, timeout=READY_S)
        handover = handovers.load(config)
        assert handover is not None
        until(lambda: _adopted(config, handover), "the seeded configuration is not adopted", process, Path(log.name))
        enterprise = plans.build(handover.seed).enterprise(1)
        plant = Plant(enterprise, handover.secrets[enterprise.gateways[0].code], config.mqtt_port)
        threading.Thread(target=plant.run, daemon=True).start()
        yield Platform(f"http://127.0.0.1:{config.http_port}", handover, plant, environment)
        plant.stop()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()


def until(is_true, what: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while not is_true():
        assert process.poll() is None, f"{what}: it ended\n{log.read_text()[-2000:]}"
        assert time.monotonic() < deadline, f"{what} within {READY_S} s\n{log.read_text()[-2000:]}"
        time.sleep(0.2)


def health(config: Settings) -> tuple[int, dict[str, dict[str, dict[str, int]]]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{config.http_port}/healthz", timeout=3) as answer:
            return answer.status, json.load(answer)
    except OSError:
        return 0, {}


def _adopted(config: Settings, handover: Handover) -> bool:
    processes = health(config)[1].get("processes", {})
    gateway, alarms = processes.get("gateway", {}), processes.get("alarms", {})
    return min(gateway.get("config_version", 0), alarms.get("p0_config_version", 0)) >= handover.config_version
