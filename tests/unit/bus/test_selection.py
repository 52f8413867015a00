"""Points by what people call them, and a configuration as a file."""

from pathlib import Path

import pytest

from anlan.bus import config_file
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.selection import BadSelection, select_points


def point(number: int, gateway: int, address: str, enterprise: int) -> PointConfig:
    return PointConfig(
        id=number, gateway_id=gateway, address=address, kind="nh3_concentration", unit="ppm", enterprise_id=enterprise
    )


CONFIG = ConfigSnapshot(
    version=3,
    published_at_ms=1,
    gateways=[
        GatewayConfig(id=1, code="GW-1", driver="mqtt", secret_hash="s$1"),
        GatewayConfig(id=2, code="GW-2", driver="mqtt", secret_hash="s$2"),
    ],
    points=[point(11, 1, "nh3-1", 5), point(12, 1, "h2-1", 5), point(21, 2, "nh3-1", 6)],
)


@pytest.mark.parametrize(
    ("points", "enterprises", "ids"),
    [
        ([], [], []),
        (["12", "h2-1"], [], [12]),
        (["GW-2/nh3-1"], [], [21]),
        (["99"], [], [99]),
        ([], [5], [11, 12]),
        (["21"], [5, 6], [21, 11, 12]),
    ],
)
def test_points_are_named_by_id_address_gateway_or_enterprise(
    points: list[str], enterprises: list[int], ids: list[int]
) -> None:
    assert select_points(CONFIG, points, enterprises) == ids


@pytest.mark.parametrize(
    ("points", "enterprises", "says"),
    [
        (["nh3-9"], [], "no point 'nh3-9' in configuration 3"),
        (["nh3-1"], [], r"write GW-1/nh3-1 \(id 11\), GW-2/nh3-1 \(id 21\)"),
        ([], [7], "enterprise 7 has no point"),
    ],
)
def test_what_is_unknown_or_unclear_never_means_all_points(
    points: list[str], enterprises: list[int], says: str
) -> None:
    with pytest.raises(BadSelection, match=says):
        select_points(CONFIG, points, enterprises)


def test_configuration_file_carries_everything_but_secrets(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    path.write_text(config_file.to_text(CONFIG))
    back = config_file.read(path)
    assert back.points == CONFIG.points
    assert [gateway.secret_hash for gateway in back.gateways] == ["", ""]


@pytest.mark.parametrize("text", ["", "a,b", '{"version": "x"}'])
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.json"
    path.write_text(text)
    with pytest.raises(config_file.BadConfigFile, match=r"rules\.json is no configuration"):
        config_file.read(path)
