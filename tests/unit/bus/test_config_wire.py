"""The published configuration's wire form: nothing changes on the way, and damage is named."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.bus import config_wire
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.domain.grades import Grade

limits = st.lists(
    st.builds(
        LimitConfig,
        label=st.sampled_from(["HH", "H", "L", "LL"]),
        direction=st.sampled_from([1, -1]),
        set_point=st.floats(allow_nan=False),
        grade=st.sampled_from(Grade),
    ),
    max_size=4,
)
points = st.lists(
    st.builds(
        PointConfig,
        id=st.integers(1, 2**31 - 1),
        gateway_id=st.integers(1, 5),
        address=st.text(max_size=20),
        kind=st.sampled_from(["nh3_concentration", "dust_concentration"]),
        unit=st.sampled_from(["ppm", "mg/m3"]),
        name=st.text(max_size=10),
        limits=limits,
        offline_after_s=st.none() | st.floats(1, 100),
    ),
    max_size=30,
)


def snapshot(found: list[PointConfig]) -> ConfigSnapshot:
    gateways = [GatewayConfig(id=g, code=f"G{g}", driver="mqtt", options={"a": "b"}) for g in range(1, 6)]
    return ConfigSnapshot(version=7, published_at_ms=1, gateways=gateways, points=found)


@given(points)
def test_what_is_published_is_what_is_read(found: list[PointConfig]) -> None:
    assert config_wire.decode(config_wire.encode(snapshot(found))) == snapshot(found)


def equal_points(count: int) -> list[PointConfig]:
    rules = [LimitConfig(label="H", direction=1, set_point=28, grade=Grade.YELLOW)]
    return [
        PointConfig(id=n, gateway_id=1, address=f"E{n // 50}.P{n % 50}", kind="nh3", unit="ppm", limits=rules)
        for n in range(count)
    ]


def test_points_of_one_kind_share_their_rules_and_take_little_room() -> None:
    wire = config_wire.encode(snapshot(equal_points(5000)))
    read = config_wire.decode(wire)
    assert len(wire) < 20 * 5000
    assert len({id(p.limits) for p in read.points}) == 1


def test_the_older_plain_form_is_still_read() -> None:
    old = snapshot(equal_points(3))
    assert config_wire.decode(msgspec.msgpack.encode(old)) == old


@pytest.mark.parametrize(
    "spoil", [lambda b: b[:-5], lambda b: b[:20] + b"x" * 40 + b[60:], lambda b: b"", lambda b: b"ANC2"]
)
def test_damage_is_named_and_says_what_to_do(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(config_wire.DamagedConfig, match="publish it again"):
        config_wire.decode(spoil(config_wire.encode(snapshot(equal_points(100)))))


def test_a_size_that_cannot_be_is_not_believed() -> None:
    with pytest.raises(config_wire.DamagedConfig):
        config_wire.decode(b"ANC2" + (2**60).to_bytes(8, "big") + b"rest")
