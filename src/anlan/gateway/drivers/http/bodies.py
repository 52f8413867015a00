"""Bodies: JSON in four shapes, NDJSON, CSV; plain or gzip. No I/O."""

import csv
import io
import zlib

import orjson

from .rows import Batch, BodyError

MAX_UNPACKED = 32 * 2**20
MAX_MEMBERS = 16  # parts of one gzip body
_COLUMNS = {
    "ts": ("ts", "time", "timestamp", "datetime", "时间", "采集时间", "监测时间", "数据时间"),
    "p": ("point", "p", "address", "point_code", "pointcode", "测点", "测点编号", "测点编码", "点位", "点位编号"),
    "v": ("value", "v", "数值", "值", "监测值", "测量值"),
    "q": ("quality", "q", "flag", "质量", "数据标记", "质量标记", "状态"),
}
_COLUMN_OF = {name: key for key, names in _COLUMNS.items() for name in names}
_JSON_SHAPES = (
    '可用格式：{"ts":毫秒,"d":{"测点":数值}}、{"readings":[{"p","ts","v","q"}]}、{"devices":[…]}，或由它们组成的数组。'
)


def unpack(body: bytes, encoding: str) -> bytes:
    """Undo ``Content-Encoding``; at most 32 MB come out.

    Raises:
        BodyError: an encoding other than gzip, a damaged or a too large content.
    """
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise BodyError("只支持 gzip 压缩（Content-Encoding: gzip）。", status=415, code="unsupported_encoding")
    out: list[bytes] = []
    room = MAX_UNPACKED
    while body:
        if len(out) == MAX_MEMBERS:
            raise BodyError("gzip 分段过多，请压缩成一段后发送。")
        unzip = zlib.decompressobj(wbits=31)
        try:
            piece = unzip.decompress(body, room + 1)
        except zlib.error as error:
            raise BodyError("gzip 内容已损坏，请重新压缩后发送。") from error
        room -= len(piece)
        if room < 0:
            limit = MAX_UNPACKED // 2**20
            raise BodyError(f"解压后不得超过 {limit} MB，请分成几批发送。", status=413, code="too_large")
        if not unzip.eof:
            raise BodyError("gzip 内容不完整，请重新发送。")
        out.append(piece)
        body = unzip.unused_data
    return b"".join(out)


def read_json(body: bytes, batch: Batch, gateway_code: str) -> None:
    """Take the rows of a JSON document into ``batch``.

    Raises:
        BodyError: it is no JSON, no known shape, or has too many rows.
    """
    _document(_loads(body), batch, gateway_code)


def read_ndjson(body: bytes, batch: Batch, gateway_code: str) -> None:
    """Take the rows of many JSON documents, one a line; a damaged line costs only itself.

    Raises:
        BodyError: too many rows.
    """
    for number, line in enumerate(body.splitlines(), 1):
        if not line.strip():
            continue
        try:
            document = _loads(line)
        except BodyError as error:
            batch.refuse(f"第 {number} 行：{error}")
            continue
        _document(document, batch, gateway_code, is_line=True)


def _loads(body: bytes) -> object:
    try:
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BodyError(
            f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列），请检查格式和 UTF-8 编码。"
        ) from error


def _document(document: object, batch: Batch, gateway_code: str, *, is_line: bool = False) -> None:
    if isinstance(document, list):
        for element in document:
            if not _element(element, batch, gateway_code):
                batch.refuse(f"无法识别的内容。{_JSON_SHAPES}")
    elif not _element(document, batch, gateway_code):
        if not is_line:
            raise BodyError(f"无法识别的 JSON 结构。{_JSON_SHAPES}", code="unknown_shape")
        batch.refuse(f"无法识别的内容。{_JSON_SHAPES}")


def _element(element: object, batch: Batch, gateway_code: str) -> bool:
    """Take one object; False when it has no known shape."""
    if not isinstance(element, dict):
        return False
    if isinstance(values := element.get("d"), dict):
        _take_values(element.get("ts"), values, batch)
    elif isinstance(readings := element.get("readings"), list):
        for reading in readings:
            _take_reading(reading, element.get("ts"), batch)
    elif isinstance(devices := element.get("devices"), list):
        _take_devices(element, devices, batch, gateway_code)
    elif "p" in element or "point" in element:
        _take_reading(element, None, batch)
    else:
        return False
    return True


def _take_values(ts: object, values: dict[str, object], batch: Batch) -> None:
    for address, value in values.items():
        if isinstance(value, list):
            if len(value) == 2:
                batch.add(address, ts, value[0], value[1])
            else:
                batch.refuse(f"测点 {address[:40]}：数组应为 [数值, 质量标记]。")
        else:
            batch.add(address, ts, value)


def _take_reading(reading: object, ts: object, batch: Batch) -> None:
    if not isinstance(reading, dict):
        batch.refuse('每条读数应为 {"p":测点,"ts":时间,"v":数值,"q":质量}。')
        return
    get = reading.get
    if "v" not in reading and "value" not in reading:
        batch.refuse("缺少数值 v；没有数值时请填 null。")
        return
    batch.add(
        get("p", get("point")),
        get("ts", get("time", ts)),
        get("v", get("value")),
        get("q", get("quality")),
        get("unit", ""),
    )


def _take_devices(report: dict[str, object], devices: list[object], batch: Batch, gateway_code: str) -> None:
    named = report.get("gatewayId")
    if named is not None and named != gateway_code:
        batch.refuse(f"gatewayId 为 {str(named)[:40]}，与地址中的网关编码 {gateway_code} 不一致，请改用本网关的地址。")
        return
    for device in devices:
        points = device.get("points") if isinstance(device, dict) else None
        if not isinstance(device, dict) or not isinstance(points, list):
            batch.refuse('每台设备应为 {"deviceCode":…,"points":[…]}。')
            continue
        prefix = f"{device['deviceCode']}/" if device.get("deviceCode") else ""
        for point in points:
            _take_point(point, prefix, report.get("reportTime"), batch)


def _take_point(point: object, prefix: str, ts: object, batch: Batch) -> None:
    if not isinstance(point, dict) or not isinstance(point.get("pointCode"), str) or "value" not in point:
        batch.refuse('每个测点应为 {"pointCode":…,"value":…,"unit":…,"quality":…}。')
        return
    get = point.get
    batch.add(prefix + point["pointCode"], get("time", ts), point["value"], get("quality"), get("unit", ""))


def read_csv(body: bytes, batch: Batch) -> None:
    """Take the rows of a table whose first line names the columns (English or Chinese).

    Raises:
        BodyError: the columns of point and value are not named, or too many rows.
    """
    text = _csv_text(body)
    delimiter = max(",;\t，；", key=text.partition("\n")[0].count)
    lines = io.StringIO(text, newline=None)
    columns, line_count = _csv_head(lines, delimiter)
    for number, line in enumerate(lines, line_count + 1):
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            batch.refuse(f"第 {number} 行无法读取，请检查引号。", number)
            continue
        if any(cell.strip() for cell in cells):
            _take_cells(number, cells, columns, batch)


def _csv_head(lines: io.StringIO, delimiter: str) -> tuple[dict[str, int], int]:
    """Columns, and how many lines their names take: a name may be of two lines, as spreadsheets write it.

    A row never is, so each line is read by itself: a quote too many costs its own row and not all that follow.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return _csv_columns(next(reader, [])), reader.line_num
    except csv.Error as error:
        raise _no_header() from error


def _csv_text(body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # Excel in China saves CSV as GBK
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BodyError("CSV 编码无法识别，请另存为 UTF-8 或 GBK。")


def _csv_columns(header: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, name in enumerate(header):
        plain = name.strip().lower().partition("(")[0].partition("（")[0].strip()
        if key := _COLUMN_OF.get(plain):
            columns.setdefault(key, at)
    if "p" not in columns or "v" not in columns:
        raise _no_header()
    return columns


def _no_header() -> BodyError:
    message = "CSV 首行应为列名：time,point,value,quality（或 时间,测点,数值,质量），测点和数值不可缺。"
    return BodyError(message, code="no_header")


def _take_cells(number: int, cells: list[str], columns: dict[str, int], batch: Batch) -> None:
    if max(columns["p"], columns["v"]) >= len(cells):
        batch.refuse(f"第 {number} 行只有 {len(cells)} 列，缺少测点或数值。", number)
        return
    named = {key: cells[at].strip() for key, at in columns.items() if at < len(cells)}
    batch.add_line(number, named["p"], named.get("ts"), named["v"], named.get("q"))
