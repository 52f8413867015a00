"""Secrets of channels: sealed when entered, opened by the worker when it sends. Never read back or logged."""

import json
from collections.abc import Mapping
from typing import Any

from anlan.kit.sealing import seal, unseal
from anlan.kit.settings import settings
from anlan.records.notices.channels.catalogue import Kind, kinds
from anlan.records.notices.models import Channel


def apart(kind: Kind, config: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings that may be shown, and those that may not."""
    secrets = kind.secrets()
    shown = {name: value for name, value in config.items() if name not in secrets}
    return shown, {name: str(value) for name, value in config.items() if name in secrets and value}


def box(secrets: Mapping[str, str]) -> str:
    """``secrets`` sealed; empty when there are none."""
    return seal(json.dumps(dict(secrets)), settings(), "notice") if secrets else ""


def secrets_of(channel: Channel) -> dict[str, str]:
    """The opened secrets of one channel.

    Raises:
        NotOurs: sealed with another key.
    """
    found: dict[str, str] = json.loads(unseal(channel.sealed, settings(), "notice")) if channel.sealed else {}
    return found


def config_of(channel: Channel) -> dict[str, Any]:
    """Everything the plug-in is handed: defaults, settings, opened secrets."""
    kind = kinds()[channel.kind]
    config: dict[str, Any] = {field.name: field.default for field in kind.fields}
    return config | dict(channel.options) | secrets_of(channel)
