"""Wire form of the published configuration: small enough for 650,000 points, fast enough to restart on.

Points of one kind share everything but their identity (which gateway, which address, whose), so the rest is sent
once per distinct form, as a *profile*, and a point names its profile by position. Written as MessagePack and
compressed: 650,000 points with four limits each take a few megabytes instead of 550.

Worked example: 50 ammonia points with equal limits become one profile and 50 rows of six cells
``(id, gateway_id, address, enterprise_id, partition, name)`` plus the profile's position.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
import pyarrow as pa
from msgspec.structs import replace

from anlan.bus.messages import ConfigSnapshot, PointConfig

#: First bytes of this form; before it, a snapshot was plain MessagePack (which begins with a map).
_MAGIC = b"ANC2"
_CODEC = "zstd"
#: A snapshot that claims to be larger than this is damaged.
MOST_BYTES = 4 * 2**30


class DamagedConfig(ValueError):
    """The stored configuration cannot be read: publish it again from the console."""


class _Row(NamedTuple):
    id: int
    gateway_id: int
    address: str
    enterprise_id: int
    partition: int
    name: str
    profile: int


class _Wire(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    head: ConfigSnapshot  # without points
    profiles: list[PointConfig]  # without identity
    rows: list[_Row]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Wire)
_plain_decoder = msgspec.msgpack.Decoder(ConfigSnapshot)


def encode(snapshot: ConfigSnapshot) -> bytes:
    """Wire form of a snapshot."""
    with _no_garbage_collection():
        packed = _encoder.encode(_to_wire(snapshot))
    compressed: bytes = pa.compress(packed, codec=_CODEC, asbytes=True)
    return _MAGIC + len(packed).to_bytes(8, "big") + compressed


def decode(payload: bytes) -> ConfigSnapshot:
    """Snapshot of a wire form, also of the older plain one.

    Raises:
        DamagedConfig: the bytes are not a snapshot.
    """
    try:
        if not payload.startswith(_MAGIC):
            return _plain_decoder.decode(payload)
        size = int.from_bytes(payload[4:12], "big")
        if size > MOST_BYTES:
            raise DamagedConfig(DamagedConfig.__doc__)
        packed = pa.decompress(payload[12:], decompressed_size=size, codec=_CODEC, asbytes=True)
        with _no_garbage_collection():
            return _from_wire(_decoder.decode(packed))
    except (msgspec.DecodeError, OSError, IndexError) as error:
        raise DamagedConfig(f"{DamagedConfig.__doc__} ({error})") from error


def _to_wire(snapshot: ConfigSnapshot) -> _Wire:
    position: dict[bytes, int] = {}
    profiles: list[PointConfig] = []
    rows = []
    for point in snapshot.points:
        profile = replace(point, id=0, gateway_id=0, address="", enterprise_id=0, partition=0, name="")
        at = position.setdefault(_encoder.encode(profile), len(profiles))
        if at == len(profiles):
            profiles.append(profile)
        rows.append(
            _Row(point.id, point.gateway_id, point.address, point.enterprise_id, point.partition, point.name, at)
        )
    return _Wire(head=replace(snapshot, points=[]), profiles=profiles, rows=rows)


def _from_wire(wire: _Wire) -> ConfigSnapshot:
    profiles = wire.profiles
    points = [
        replace(
            profiles[row.profile],
            id=row.id,
            gateway_id=row.gateway_id,
            address=row.address,
            enterprise_id=row.enterprise_id,
            partition=row.partition,
            name=row.name,
        )
        for row in wire.rows
    ]
    return replace(wire.head, points=points)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A million new objects would be walked again and again; none of them can form a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
