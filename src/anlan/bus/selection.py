"""Which points a question is about: what people write on the command line, as point ids."""

from collections.abc import Iterator, Sequence

from anlan.bus.messages import ConfigSnapshot, PointConfig


class BadSelection(ValueError):
    """A point or enterprise is not known or not clear; the message says what to write."""


def select_points(config: ConfigSnapshot, points: Sequence[str], enterprises: Sequence[int]) -> list[int]:
    """Ids of the named points and of all points of the named enterprises; empty when nothing is named: all points.

    A point is written as its id, as its address where that is unique, or as ``gateway-code/address``. A point id
    that is no longer configured is taken as it is: history may still hold it.

    Raises:
        BadSelection: an address or enterprise without points, or an address of several points.
    """
    chosen = [_point(config, text) for text in points]
    for number in enterprises:
        mine = [p.id for p in config.points if p.enterprise_id == number]
        if not mine:
            raise BadSelection(f"enterprise {number} has no point in configuration {config.version}")
        chosen += mine
    return list(dict.fromkeys(chosen))


def _point(config: ConfigSnapshot, text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    found = list(_of_address(config, text))
    if not found:
        raise BadSelection(f"no point {text!r} in configuration {config.version}: give its id or its address")
    if len(found) > 1:
        names = {g.id: g.code for g in config.gateways}
        ways = ", ".join(f"{names.get(p.gateway_id, p.gateway_id)}/{p.address} (id {p.id})" for p in found[:5])
        raise BadSelection(f"{text!r} is the address of {len(found)} points: write {ways}")
    return found[0].id


def _of_address(config: ConfigSnapshot, text: str) -> Iterator[PointConfig]:
    gateways = {g.id: g.code for g in config.gateways}
    for point in config.points:
        if text in (point.address, f"{gateways.get(point.gateway_id, '')}/{point.address}"):
            yield point
