"""Payloads → readings: Anlan's JSON and ThingsBoard's, see README.md for the shapes."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings, concat
from anlan.gateway.driver import Registry
from anlan.gateway.drivers.mqtt.config import Options
from anlan.gateway.drivers.mqtt.templates import GatewayPoints
from anlan.gateway.drivers.mqtt.topics import Route
from anlan.gateway.drivers.mqtt.values import read_stamp, read_value

#: NaN and infinity are not JSON, but failing sensors print them; they are read as null.
_NOT_JSON = re.compile(rb"(?<=[:,\[])(\s*)[-+]?(?:nan|inf(?:inity)?)(?=\s*[,}\]])", re.IGNORECASE)


#: Up to so many elements (stamps) a message, every one is read by its template.
_FEW = 4


class PayloadError(ValueError):
    """The payload is not of the topic's form; ``word`` becomes a counter."""

    def __init__(self, word: str, detail: str) -> None:
        super().__init__(detail)
        self.word = word


@dataclass(slots=True)
class Parsed:
    """What one message held.

    readings: None when it named no registered point. strangers: (address, sample) to report.
    """

    readings: Readings | None = None
    strangers: list[tuple[str, str]] = field(default_factory=list)
    unknown: int = 0  # readings of unregistered points
    bad_stamps: int = 0
    bad_elements: int = 0


#: (address prefix, stamp as sent, {key: value})
Element = tuple[str, Any, dict[str, Any]]


class Parser:
    """Reads the payloads of all gateways; remembers their key sets until the configuration is replaced."""

    def __init__(self, registry: Callable[[], Registry]) -> None:
        self._registry = registry
        self._held: Registry | None = None
        self._gateways: dict[int, GatewayPoints] = {}

    def parse(self, form: Route, payload: bytes, gateway: GatewayConfig, options: Options, now_ms: int) -> Parsed:
        """Readings of one message.

        Raises:
            PayloadError: not JSON, or nothing in it has the form of the topic.
        """
        message = loads(payload)
        parsed = Parsed()
        points = self._points(gateway.id)
        if form is Route.ANLAN and type(message) is dict and type(values := message.get("d")) is dict:
            # One set of values: nearly every message. The same as below, without its lists.
            ts_ms, readable = read_stamp(message.get("ts"), now_ms, options.utc_offset_min)
            parsed.bad_stamps = int(not readable)
            readings = _columns(points, "", values, ts_ms, now_ms, parsed)
            parsed.readings = readings if len(readings) else None
            return parsed
        elements = list(_FORMS[form](message, parsed))
        stamps = []
        for _, stamp, _ in elements:
            ts_ms, readable = read_stamp(stamp, now_ms, options.utc_offset_min)
            parsed.bad_stamps += not readable
            stamps.append(ts_ms)
        if len(elements) <= _FEW:
            parts = [
                _columns(points, prefix, values, ts_ms, now_ms, parsed)
                for (prefix, _, values), ts_ms in zip(elements, stamps, strict=True)
            ]
            parts = [part for part in parts if len(part)]
            parsed.readings = concat(parts) if parts else None
        else:
            parsed.readings = _rows_of(points, elements, stamps, now_ms, parsed)
        return parsed

    def _points(self, gateway_id: int) -> GatewayPoints:
        registry = self._registry()
        if registry is not self._held:
            self._held = registry
            self._gateways.clear()
        points = self._gateways.get(gateway_id)
        if points is None:
            points = self._gateways[gateway_id] = GatewayPoints(registry, gateway_id)
        return points


def loads(payload: bytes) -> Any:
    """JSON of a payload; NaN and infinity, which JSON does not have, become null."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        repaired, count = _NOT_JSON.subn(rb"\1null", payload)
        if count:
            try:
                return orjson.loads(repaired)
            except orjson.JSONDecodeError:
                pass
        raise PayloadError("bad_json", f"the payload is not JSON: {error}") from error


def _columns(
    points: GatewayPoints, prefix: str, values: dict[str, Any], ts_ms: int, now_ms: int, parsed: Parsed
) -> Readings:
    """One element by its template: the way of nearly every message."""
    template = points.template(prefix, tuple(values))
    raw = list(values.values())
    if template.strangers:
        parsed.unknown += len(template.strangers)
        parsed.strangers += points.strangers(template, raw, now_ms)
    count = len(template.point)
    if template.places is not None:
        raw = [raw[place] for place in template.places.tolist()]
    stamps = np.empty(count, np.int64)
    stamps.fill(ts_ms)
    return Readings(template.point, stamps, *_judged(raw))


def _rows_of(
    points: GatewayPoints, elements: list[Element], stamps: list[int], now_ms: int, parsed: Parsed
) -> Readings | None:
    """Many small elements at once: a template and arrays for each would let one message hold up all other devices."""
    point: list[int] = []
    ts_ms: list[int] = []
    raw: list[Any] = []
    strange: dict[str, Any] = {}
    find, gateway_id = points.registry.point_id, points.gateway_id
    for (prefix, _, values), at_ms in zip(elements, stamps, strict=True):
        for key, value in values.items():
            found = find(gateway_id, prefix + key)
            if found is None:
                parsed.unknown += 1
                strange[prefix + key] = value
            else:
                point.append(found)
                ts_ms.append(at_ms)
                raw.append(value)
    if strange:
        parsed.strangers += points.some_strangers(strange, now_ms)
    if not point:
        return None
    return Readings(np.array(point, np.int32), np.array(ts_ms, np.int64), *_judged(raw))


def _judged(raw: list[Any]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Values and qualities; plain numbers, which nearly all are, in one step."""
    try:
        value = np.array(raw, np.float64)
        if value.ndim == 1:  # null became NaN, which the host flags
            return value, np.zeros(len(raw), np.uint8)
    except (ValueError, TypeError, OverflowError):
        pass
    pairs = [read_value(one) for one in raw]
    return np.array([value for value, _ in pairs], np.float64), np.array([quality for _, quality in pairs], np.uint8)


# --- shapes ------------------------------------------------------------------------------------


def _anlan(message: Any, parsed: Parsed) -> Iterator[Element]:
    good = False
    for part in message if isinstance(message, list) else [message]:
        if isinstance(part, dict) and isinstance(part.get("d"), dict):
            good = True
            yield "", part.get("ts"), part["d"]
        elif isinstance(part, dict) and isinstance(part.get("readings"), list):
            good = True
            yield from _rows(part["readings"], part.get("ts"), parsed)
        else:
            parsed.bad_elements += 1
    if not good and message != []:
        raise PayloadError("bad_shape", 'expected {"ts": …, "d": {…}} or {"readings": […]}, or a list of those')


def _rows(rows: list[Any], default: Any, parsed: Parsed) -> Iterator[Element]:
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("p"), str):
            value = row.get("v")
            flag = row.get("q")
            yield "", row.get("ts", default), {row["p"]: value if flag is None else [value, flag]}
        else:
            parsed.bad_elements += 1


def _device(message: Any, parsed: Parsed, prefix: str = "") -> Iterator[Element]:
    good = False
    for part in message if isinstance(message, list) else [message]:
        if not isinstance(part, dict):
            parsed.bad_elements += 1
            continue
        good = True
        if isinstance(part.get("values"), dict):
            yield prefix, part.get("ts"), part["values"]
        elif part:
            yield prefix, None, part
    if not good and message != []:
        raise PayloadError("bad_shape", 'expected {"key": value} or {"ts": …, "values": {…}}, or a list of those')


def _gateway(message: Any, parsed: Parsed) -> Iterator[Element]:
    if not isinstance(message, dict):
        raise PayloadError("bad_shape", 'expected {"device name": [{"ts": …, "values": {…}}]}')
    for device, part in message.items():
        if isinstance(part, list | dict):
            yield from _lenient(part, parsed, device + "/")
        else:
            parsed.bad_elements += 1


def _lenient(part: Any, parsed: Parsed, prefix: str) -> Iterator[Element]:
    with contextlib.suppress(PayloadError):  # one device's nonsense must not lose its neighbours' readings
        yield from _device(part, parsed, prefix)


_FORMS: dict[Route, Callable[[Any, Parsed], Iterator[Element]]] = {
    Route.ANLAN: _anlan,
    Route.DEVICE: _device,
    Route.GATEWAY: _gateway,
}
