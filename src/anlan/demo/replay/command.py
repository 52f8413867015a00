"""`anlan replay`: one recorded file through the live path."""

from pathlib import Path

from anlan.demo.fieldclient import Hj212Sender, MqttPublisher
from anlan.demo.replay.frames import replay_frames
from anlan.demo.replay.pace import ReplayError, ReplayReport, Stamps
from anlan.demo.replay.tables import replay_table
from anlan.kit.settings import Settings


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
    publisher = MqttPublisher(
        host, config.mqtt_port, client_id=gateway, username=gateway, password=secret, in_flight=100, queue_size=200
    )
    try:
        await publisher.start()
        return await replay_table(path, publisher, f"anlan/v1/{gateway}/telemetry", speed, stamps)
    finally:
        await publisher.close()


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
