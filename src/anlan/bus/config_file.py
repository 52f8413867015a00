"""A configuration as a file: what `anlan config` writes and `anlan backtest --config` reads."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from anlan.bus.messages import ConfigSnapshot


class BadConfigFile(ValueError):
    """The file is no configuration; the message says where it is wrong."""


def to_text(config: ConfigSnapshot) -> str:
    """Indented JSON, without what devices prove themselves by."""
    plain = replace(config, gateways=[replace(gateway, secret_hash="") for gateway in config.gateways])
    return msgspec.json.format(msgspec.json.encode(plain), indent=1).decode()


def read(path: Path) -> ConfigSnapshot:
    """The configuration in ``path``.

    Raises:
        BadConfigFile: no JSON of a configuration.
        OSError: the file cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=ConfigSnapshot)
    except msgspec.DecodeError as error:
        raise BadConfigFile(f"{path} is no configuration as `anlan config` writes it: {error}") from error
