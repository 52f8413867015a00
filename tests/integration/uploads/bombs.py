"""Files that harm whoever opens them, each small enough to send."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
from PIL import Image

#: Makes a file's name and content. Making all of them takes seconds, which every process that collects would pay.
Bomb = Callable[[], tuple[str, bytes]]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width_px: int, height_px: int, *extra: bytes) -> bytes:
    """A PNG that claims a size and brings hardly any pixels."""
    head = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + pixels + chunk(b"IEND", b"")


def tiff_tag_bomb() -> bytes:
    """A directory of 60,000 tags, each of which claims four thousand million values."""
    tags = b"".join(struct.pack("<HHII", 256 + n % 60_000, 12, 0xFFFFFFFF, 8) for n in range(60_000))
    return b"II*\0" + struct.pack("<IH", 8, 60_000) + tags + struct.pack("<I", 8)


def text_bomb() -> bytes:
    return chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"0" * 200 * 2**20, 9))


def jpeg_that_claims(width_px: int, height_px: int) -> bytes:
    good = bytearray(saved(Image.new("RGB", (64, 64)), "JPEG"))
    at = good.index(b"\xff\xc0") + 5
    good[at : at + 4] = struct.pack(">HH", height_px, width_px)
    return bytes(good)


def animated(kind: str, frames: int) -> bytes:
    pictures = [Image.new("RGB", (64, 64), (n % 256, n // 256, 0)) for n in range(frames)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=10)


def photos() -> dict[str, Bomb]:
    """Name of the bomb to what makes it, for the photo upload."""
    good = saved(Image.new("RGB", (640, 480), "green"), "JPEG")
    return {
        "png of 900 megapixels in 1 KB": lambda: ("a.png", png(30_000, 30_000)),
        "png whose comment is 200 MB": lambda: ("a.png", png(10, 10, text_bomb())),
        "png with too little inside": lambda: ("a.png", png(4000, 4000)),
        "jpeg that claims 4200 megapixels": lambda: ("a.jpg", jpeg_that_claims(65_000, 65_000)),
        "webp of 36 megapixels": lambda: (
            "a.webp",
            saved(Image.new("RGB", (6000, 6000)), "WEBP", lossless=True, method=0),
        ),
        "webp of a thousand frames": lambda: ("a.webp", animated("WEBP", 1000)),
        "png of a thousand frames": lambda: ("a.png", animated("PNG", 1000)),
        "gif of a thousand frames": lambda: ("a.gif", animated("GIF", 1000)),
        "tiff tag bomb": lambda: ("a.tif", tiff_tag_bomb()),
        "tiff under a jpeg's name": lambda: ("a.jpg", saved(Image.new("L", (64, 64)), "TIFF")),
        "cut in the middle": lambda: ("a.jpg", good[: len(good) // 2]),
        "html that a browser would run": lambda: ("a.jpg", b"<html><script>alert(1)</script></html>"),
        "svg with a script": lambda: (
            "a.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        ),
        "zip under a jpeg's name": lambda: ("a.jpg", zipped({"photo.jpg": b"0" * 10**7})),
        "pdf under a jpeg's name": lambda: (
            "a.jpg",
            b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        ),
        "nothing": lambda: ("a.jpg", b""),
        "sixteen megabytes": lambda: ("a.jpg", good + b"\0" * 16 * 2**20),
    }


def workbook(replaced: dict[str, bytes] | None = None, added: dict[str, bytes] | None = None) -> bytes:
    """A small valid workbook with some of its parts replaced."""
    book = openpyxl.Workbook()
    book.active.append(["企业名称"])
    book.active.append(["示例"])
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, (replaced or {}).get(entry.filename, old.read(entry)))
        for name, data in (added or {}).items():
            new.writestr(name, data)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>'
CELL = f"<worksheet {NS}>{ROW}</worksheet>"
CORNER = CELL.replace('r="1"', 'r="1048576"').replace('r="A1"', 'r="XFD1048576"') % "x"


def tables() -> dict[str, Bomb]:
    """The same for the import of tables."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>' + CELL % "&l9;"
    outside = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + CELL % "&e;"
    return {
        "xlsx that unpacks to 200 MB": lambda: ("a.xlsx", workbook(added={"xl/media/a.bin": b"0" * 200 * 2**20})),
        "xlsx of two thousand parts": lambda: ("a.xlsx", workbook(added={f"x/{n}": b"" for n in range(2000)})),
        "xlsx that writes outside": lambda: ("a.xlsx", workbook(added={"../../evil.py": b"1"})),
        "xlsx entity bomb": lambda: ("a.xlsx", workbook({SHEET: entities.encode()})),
        "xlsx that reads a local file": lambda: ("a.xlsx", workbook({SHEET: outside.encode()})),
        "xlsx cut in the middle": lambda: ("a.xlsx", workbook()[:2000]),
        "program under a table's name": lambda: ("a.csv", b"MZ\x90\x00" + b"\0" * 100),
        "page under another name": lambda: ("a.html", b"<html></html>"),
        "csv with a quote that never ends": lambda: ("a.csv", b'a,"' + b"x" * 10**6),
        "too many rows": lambda: ("a.csv", b"a\n" + b"1\n" * 6000),
        "xlsx of one cell in the last corner": lambda: ("a.xlsx", workbook({SHEET: CORNER.encode()})),
        "workbook of the last century": lambda: ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000),
    }


def outlines() -> dict[str, Bomb]:
    """The same for boundaries."""
    point = '{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"Point","coordinates":[120.6,27.8]}}'
    far = '{"type":"Polygon","coordinates":[[[1e308,1e308],[-1e308,0],[0,-1e308],[1e308,1e308]]]}'
    return {
        "zip that unpacks to 200 MB": lambda: (
            "a.zip",
            zipped({"a.shp": b"\0" * 200 * 2**20, "a.dbf": b"", "a.shx": b""}),
        ),
        "zip that writes outside": lambda: ("a.zip", zipped({"../../a.shp": b"1", "../../a.dbf": b"1"})),
        "zip of ten thousand parts": lambda: ("a.zip", zipped({f"{n}.shp": b"" for n in range(10_000)})),
        "zip cut in the middle": lambda: ("a.zip", zipped({"a.shp": bytes(range(256)) * 100})[:200]),
        "zip without a shapefile": lambda: ("a.zip", zipped({"readme.txt": b"x"})),
        "shapefile of rubbish": lambda: (
            "a.zip",
            zipped({"a.shp": b"x" * 999, "a.shx": b"x" * 999, "a.dbf": b"x" * 999}),
        ),
        "brackets without an end": lambda: ("a.json", b"[" * 200_000),
        "a number too large": lambda: ("a.json", feature(far).encode()),
        "half a million corners": lambda: ("a.json", feature(long_line()).encode()),
        "too many features": lambda: ("a.json", collection(",".join([point] * 5_001)).encode()),
        "a point": lambda: ("a.json", collection(point).encode()),
        "program under another name": lambda: ("a.json", b"MZ\x90\x00" + b"\0" * 100),
        "page under another name": lambda: ("a.json", b"<html><script>alert(1)</script></html>"),
        "not a number": lambda: ("a.json", feature('{"type":"Point","coordinates":[NaN,Infinity]}').encode()),
    }


def long_line() -> str:
    corners = ",".join(f"[{120 + n / 10**7},27.8]" for n in range(600_000))
    return f'{{"type":"LineString","coordinates":[{corners}]}}'


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def feature(geometry: str) -> str:
    return collection(f'{{"type":"Feature","properties":{{"name":"x","code":"330381001"}},"geometry":{geometry}}}')


def collection(features: str) -> str:
    return f'{{"type":"FeatureCollection","features":[{features}]}}'
