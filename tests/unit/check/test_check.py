"""What `anlan check` says of a machine that is not as it should be."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from anlan.bus.messages import Heartbeat
from anlan.cameras.sources import ffmpeg
from anlan.kit.settings import Settings
from anlan.web.check import certificates, database, environment, machine, system
from anlan.web.check.finding import Finding


def states(found: object) -> list[str]:
    return [finding.state for finding in found]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ANLAN_")]:
        monkeypatch.delenv(name)


def one(found: object) -> Finding:
    (finding,) = found  # type: ignore[misc]
    return finding  # type: ignore[no-any-return]


# --- settings ----------------------------------------------------------------------------------------


def test_unreadable_settings_are_named_with_variable_and_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_HTTP_PORT", "eighty")
    config, found = environment.read_settings()
    assert config is None
    assert "ANLAN_HTTP_PORT=eighty" in one(found).says


def test_history_settings_are_named_by_their_own_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_HISTORY_RAW_DAYS", "1")
    assert one(environment.read_settings()[1]).says.startswith("ANLAN_HISTORY_RAW_DAYS=1:")


def test_misspelt_setting_is_advice_with_the_name_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANLAN_MQTTPORT", "1")
    config, found = environment.read_settings()
    assert config
    assert (one(found).state, "did you mean ANLAN_MQTT_PORT?" in one(found).do) == ("advice", True)


def test_variables_that_one_command_reads_are_not_called_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The image and the units set the first of them."""
    for name in ("ANLAN_SECRETS", "ANLAN_NEW_PASSWORD", "ANLAN_REPLAY_SECRET"):
        monkeypatch.setenv(name, "x")
    assert states(environment.read_settings()[1]) == ["ok"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"mqtt_port": 8000}, "http and mqtt are both to listen on port 8000"),
        ({"mqtt_port": 70_000}, "port 70000 (mqtt) does not exist"),
        ({"nats_port": 62_000}, "port 66000 (nats_monitor) does not exist"),
        ({"readings_max_bytes": 2**40}, "the readings may take"),
    ],
)
def test_contradictions_are_wrong(values: dict[str, int], says: str) -> None:
    found = one(environment._contradictions(Settings(**values)))
    assert (found.state, says in found.says, bool(found.do)) == ("wrong", True, True)


# --- machine -----------------------------------------------------------------------------------------


def test_folder_is_made_later_or_can_be_written(tmp_path: Path) -> None:
    assert "will be made" in one(machine.folder(Settings(data=tmp_path / "new" / "data"))).says
    assert one(machine.folder(Settings(data=tmp_path))).state == "ok"
    assert list(tmp_path.iterdir()) == []


def test_secret_key_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    assert one(machine.folder(Settings(data=tmp_path))).state == "wrong"


@pytest.mark.parametrize(("free", "state"), [(2**29, "wrong"), (5 * 2**30, "advice"), (90 * 2**30, "ok")])
def test_disk_is_judged_by_what_may_still_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = shutil._ntuple_diskusage(100 * 2**30, 100 * 2**30 - free, free)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert one(machine.disk(Settings(data=tmp_path))).state == state


def test_clock_that_was_set_back_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "anlan.sqlite3").touch()
    os.utime(tmp_path / "anlan.sqlite3", (time.time() + 3600,) * 2)
    found = one(machine.clock(Settings(data=tmp_path)))
    assert (found.state, "set back" in found.says) == ("wrong", True)


# --- certificates ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Settings]:
    """Self-signed certificates by the number of days they are valid."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")

    def make(name: str, *dates: str) -> Settings:
        cert, key = folder / f"{name}.pem", folder / f"{name}.key"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=anlan.test"]
        subprocess.run([*command, *dates, "-keyout", key, "-out", cert], check=True, capture_output=True)
        return Settings(mqtt_tls_port=8883, tls_cert=cert, tls_key=key)

    made = {"long": make("long", "-days", "400"), "short": make("short", "-days", "5")}
    cert, key, past = folder / "short.pem", folder / "short.key", folder / "past.pem"
    command = ["openssl", "x509", "-in", cert, "-signkey", key, "-days", "-1", "-out", past]
    subprocess.run(command, check=True, capture_output=True)
    return {**made, "past": made["short"].model_copy(update={"tls_cert": past})}


def test_certificate_is_tried_as_a_device_would_see_it(made: dict[str, Settings]) -> None:
    assert one(certificates.certificates(made["long"])).state == "ok"
    short = one(certificates.certificates(made["short"]))
    assert (short.state, "renew it now" in short.do) == ("advice", True)


def test_expired_certificate_is_wrong(made: dict[str, Settings]) -> None:
    found = one(certificates.certificates(made["past"]))
    assert (found.state, "has expired" in found.says) == ("wrong", True)


def test_key_of_another_certificate_and_missing_files_are_wrong(made: dict[str, Settings], tmp_path: Path) -> None:
    mixed = made["long"].model_copy(update={"tls_key": made["short"].tls_key})
    assert one(certificates.certificates(mixed)).state == "wrong"
    gone = made["long"].model_copy(update={"tls_cert": tmp_path / "none.pem"})
    assert one(certificates.certificates(gone)).state == "wrong"
    assert one(certificates.certificates(Settings(mqtt_tls_port=8883))).state == "wrong"


# --- database and ports ------------------------------------------------------------------------------


def test_damaged_database_is_wrong_and_a_missing_one_is_not(tmp_path: Path) -> None:
    assert one(database.database(Settings(data=tmp_path), is_running=False)).state == "ok"
    (tmp_path / "anlan.sqlite3").write_bytes(b"no database at all" * 100)
    found = one(database.database(Settings(data=tmp_path), is_running=False))
    assert (found.state, "damaged" in found.says) == ("wrong", True)


async def test_port_of_another_program_is_wrong(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        config = Settings(data=tmp_path, mqtt_port=other.getsockname()[1], nats_port=47_311)
        is_running, found = await system.system(config)
    taken = [finding for finding in found if finding.state == "wrong" and finding.subject == "port mqtt"]
    assert not is_running
    assert "ANLAN_MQTT_PORT" in one(taken).do


def test_a_field_port_of_0_is_off_and_every_tls_port_counts() -> None:
    found = environment.ports(Settings(mqtt_port=0, hj212_tls_port=5213, http_ingest_tls_port=5281))
    assert "mqtt" not in found
    assert (found["hj212_tls"], found["http_ingest_tls"]) == (5213, 5281)
    assert [f.says for f in certificates.certificates(Settings(hj212_tls_port=5213))] == ["a TLS port has none"]


def test_what_nobody_watches_is_advice_and_not_wrong() -> None:
    left_out = "not watched: rule group-3 (voting): point 7 is not in the configuration"
    names = ("gateway", "alarms", "worker", "history", "web")
    beats = {name: (Heartbeat(process=name, instance="i", at_ms=0), 0.0) for name in names}
    assert set(states(system._processes(beats))) == {"ok"}
    beats["alarms"] = (Heartbeat(process="alarms", instance="i", at_ms=0, facts={"p0_warning": left_out}), 0.0)
    found = list(system._processes(beats))
    (told,) = [finding for finding in found if finding.state != "ok"]
    assert (told.state, told.says) == ("advice", f"alarms: {left_out}")


# --- cameras -----------------------------------------------------------------------------------------


def test_the_pinned_library_leaves_redirects_alone_and_an_older_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(machine.cameras(Settings())) == ["ok"]
    monkeypatch.setattr(ffmpeg.av, "library_versions", {"libavformat": (62, 3, 100)})
    found = one(machine.cameras(Settings()))
    assert (found.state, "follows wherever a camera" in found.says) == ("wrong", True)
