"""`anlan replay`: recorded files through the live path."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from anlan.demo.fieldclient import Hj212Sender, MqttPublisher, Refused
from anlan.demo.replay.frames import replay_frames
from anlan.demo.replay.pace import ReplayError, ReplayReport, Stamps
from anlan.demo.replay.tables import replay_table
from anlan.kit.settings import Settings


async def replay_command(
    config: Settings,
    paths: Sequence[Path],
    *,
    gateway: str = "",
    secret: str = "",
    speed: str = "max",
    stamps: str = "now",
    host: str = "",
    as_json: bool = False,
) -> tuple[int, str]:
    """Replay files one after the other; see :func:`run_replay` for the options.

    Exit code 0 when everything that wants an answer got one, 1 when not, 2 when a file, an option, the gateway or
    the platform is at fault; the text then says what to do.
    """
    done: list[tuple[Path, ReplayReport]] = []
    for path in paths:
        try:
            report = await run_replay(
                config, path, gateway=gateway, secret=secret, speed=speed, stamps=stamps, host=host
            )
        except (ReplayError, Refused, TimeoutError, OSError) as error:
            sent = "".join(_line(*one) + "\n" for one in done)
            return 2, f"{sent}{path}: {error or 'no connection within 10 s'}"
        done.append((path, report))
    is_clean = all(report.is_clean for _, report in done)
    if as_json:
        files = [{"file": str(path), **asdict(report), "is_clean": report.is_clean} for path, report in done]
        return int(not is_clean), json.dumps({"is_clean": is_clean, "files": files}, ensure_ascii=False)
    return int(not is_clean), "\n".join(_line(*one) for one in done)


def _line(path: Path, report: ReplayReport) -> str:
    said = f"{path}: {report.readings} readings in {report.sent} messages, {report.seconds} s; "
    if report.is_clean:
        said += "all acknowledged"
    else:
        said += (
            f"{report.acknowledged} acknowledged. Is the gateway registered under this code, and is the secret right? "
            "See the page of unregistered sources, and the gateway's log"
        )
    if report.unanswerable:
        said += f"; {report.unanswerable} ask for no answer or are broken"
    return said + (f"; {report.skipped} rows without an address left out" if report.skipped else "")


async def run_replay(
    config: Settings,
    path: Path,
    *,
    gateway: str = "",
    secret: str = "",
    speed: str = "max",
    stamps: str = "now",
    host: str = "",
) -> ReplayReport:
    """Replay ``path`` as the gateway ``gateway`` (its code for MQTT, its MN for HJ 212).

    Args:
        speed: "max", or how many times faster than recorded, e.g. "1" or "10".
        stamps: "now" or "keep".
        host: address of the platform; empty = this machine's own.

    Raises:
        ReplayError: the file or an option is at fault.
        Refused: the platform does not know this gateway or its secret.
    """
    if stamps not in ("now", "keep"):
        raise ReplayError(f'stamps must be "now" or "keep", not {stamps!r}')
    if not path.is_file():  # noqa: ASYNC240 - a local look before anything runs
        raise ReplayError(f"there is no file {path}")
    kept: Stamps = "keep" if stamps == "keep" else "now"
    factor = _speed(speed)
    host = host or ("127.0.0.1" if config.bind in ("0.0.0.0", "::") else config.bind)  # noqa: S104 - compared
    if path.suffix.lower() in (".csv", ".parquet"):
        return await _as_mqtt(config, host, path, gateway, secret, factor, kept)
    await _require_listener(host, config.hj212_port, "HJ 212", "ANLAN_HJ212_PORT")
    sender = Hj212Sender(host, config.hj212_port)
    try:
        await sender.start()
        return await replay_frames(path, sender, factor, kept, mn=gateway, password=secret)
    finally:
        await sender.close()


async def _as_mqtt(
    config: Settings, host: str, path: Path, gateway: str, secret: str, speed: float, stamps: Stamps
) -> ReplayReport:
    if not gateway:
        raise ReplayError("CSV and Parquet are sent as a gateway: name it with --gateway and --secret")
    await _require_listener(host, config.mqtt_port, "MQTT", "ANLAN_MQTT_PORT")
    publisher = MqttPublisher(
        host, config.mqtt_port, client_id=gateway, username=gateway, password=secret, in_flight=100, queue_size=200
    )
    try:
        await publisher.start()
        return await replay_table(path, publisher, f"anlan/v1/{gateway}/telemetry", speed, stamps)
    finally:
        await publisher.close()


async def _require_listener(host: str, port: int, protocol: str, setting: str) -> None:
    """Say at once that nobody listens; the field client would go on trying, as a device must."""
    try:
        async with asyncio.timeout(5):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as error:
        raise ReplayError(
            f"nothing listens for {protocol} on {host}:{port}: start Anlan (`anlan up`), or name the machine with "
            f"--host and the port with {setting}"
        ) from error
    writer.close()


def _speed(text: str) -> float:
    if text == "max":
        return 0.0
    try:
        factor = float(text)
    except ValueError:
        factor = -1.0
    if not 0 < factor < 1e6:
        raise ReplayError(f'speed must be "max" or a number above 0, not {text!r}')
    return factor
