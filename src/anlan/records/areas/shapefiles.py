"""A zipped shapefile as the features of a GeoJSON file, so that both are judged alike."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import shapefile

from anlan.records.core.errors import Invalid

#: Unpacked, all parts together: outlines of 20 MB packed seldom unpack to more, and a bomb would.
UNPACKED_MAX = 100 * 2**20
PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
MUST = (".shp", ".dbf")


def is_zip(raw: bytes) -> bool:
    """True of what begins as a zip file does."""
    return raw[:4] == b"PK\x03\x04"


def features_of_zip(raw: bytes) -> list[dict[str, Any]]:
    """GeoJSON features of the one shapefile in a zip file; coordinates as they are in it.

    Raises:
        Invalid: none or several in it, a part is missing or spoilt, too large, or in metres.
    """
    parts = _parts(raw)
    _require_degrees(parts.get(".prj", b"").decode("latin-1"))
    streams = {part[1:]: BytesIO(parts[part]) for part in (".shp", ".dbf", ".shx") if part in parts}
    try:
        with shapefile.Reader(**streams, encoding=_encoding(parts), encodingErrors="replace") as reader:
            return [
                {"properties": one.record.as_dict(), "geometry": one.shape.__geo_interface__ if one.shape else None}
                for one in reader.iterShapeRecords()
            ]
    except Exception as error:  # the library raises what its parsing happens to meet
        raise Invalid(fields={"file": f"Shapefile 无法读取（{str(error)[:80]}），请重新导出。"}) from error


def _parts(raw: bytes) -> dict[str, bytes]:
    """The parts of the one shapefile in it, by ending."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            held = [one for one in packed.infolist() if PurePosixPath(one.filename).suffix.lower() in PARTS]
            if sum(one.file_size for one in held) > UNPACKED_MAX:
                raise Invalid(fields={"file": f"解压后超过 {UNPACKED_MAX // 2**20} MB，请简化边界或分批导入。"})
            stems = {one.filename[:-4].lower() for one in held if one.filename.lower().endswith(".shp")}
            if len(stems) != 1:
                raise Invalid(fields={"file": f"压缩包中应有一个 Shapefile，现有 {len(stems)} 个。"})
            found = {one.filename[-4:].lower(): packed.read(one) for one in held if one.filename[:-4].lower() in stems}
    except Invalid:
        raise
    except Exception as error:  # each way of packing fails in its own ways when it is spoilt
        raise Invalid(fields={"file": "压缩包已损坏或有密码，请重新打包。"}) from error
    if missing := [part for part in MUST if part not in found]:
        raise Invalid(fields={"file": f"压缩包中缺少 {'、'.join(missing)} 文件。"})
    return found


def _require_degrees(projection: str) -> None:
    """A ``.prj`` says how the plane was made of the globe; without one the coordinates themselves are judged."""
    if projection.lstrip().upper().startswith(("PROJCS", "PROJCRS")):
        name = projection.split('"')[1] if '"' in projection else "平面坐标系"
        raise not_in_degrees(name)


def not_in_degrees(system: str) -> Invalid:
    """What is told of a file whose coordinates are of another system."""
    return Invalid(fields={"file": f"文件坐标系为 {system[:60]}，请先转换为经纬度（EPSG:4490 或 4326）。"})


def _encoding(parts: dict[str, bytes]) -> str:
    """What ``.cpg`` says; without it UTF-8 where the table reads as that, else what Chinese desktops write."""
    said = parts.get(".cpg", b"").decode("ascii", "ignore").strip().lower()
    if said in ("936", "cp936", "gb2312", "gbk"):
        return "gbk"
    if "utf" in said or said == "65001":
        return "utf-8"
    if said:
        return said
    try:
        parts[".dbf"].decode("utf-8")
    except UnicodeDecodeError:
        return "gbk"
    return "utf-8"
