"""Where the tiles of the base map come from: read from the settings, refused when they cannot work."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from anlan.kit.settings import Settings
from anlan.records.core.errors import DomainError

#: Path at the provider: Web Mercator tiles (``_w``) and their labels; ``_c`` would be in degrees and does not fit.
TIANDITU = (
    "/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TIANDITU_LAYERS = ("vec", "cva")
DEEPEST = 18
#: Name of the layer of elevation tiles, beside those of the picture.
TERRAIN = "terrain"


class TilesMisset(DomainError):
    """A kind of source is set without what it needs."""

    message = "底图设置有误，已使用内置底图。请管理员检查 ANLAN_TILES 等设置。"
    status, code = 404, "tiles.misset"


@dataclass(frozen=True, slots=True)
class TileSource:
    """Picture tiles of one provider: an address with ``{layer} {z} {x} {y}``, its one host, its layers, its system."""

    template: str
    layers: tuple[str, ...]
    credit: str
    is_gcj02: bool = False

    def url(self, layer: str, z: int, x: int, y: int) -> str:
        """The address of one tile."""
        found = self.template
        for name, value in (("layer", layer), ("z", z), ("x", x), ("y", y)):
            found = found.replace("{" + name + "}", str(value))
        return found


def tile_source(config: Settings) -> TileSource | None:
    """The source in force; None when the base map is the bundled one or a file.

    Raises:
        TilesMisset: a kind of source without what it needs.
    """
    if config.tiles == "tianditu":
        if not config.tianditu_key:
            raise TilesMisset("已选择天地图，但没有密钥，请设置 ANLAN_TIANDITU_KEY。")
        return TileSource(_tianditu(config), TIANDITU_LAYERS, "天地图")
    if config.tiles == "xyz":
        if not _is_address(config.tiles_url) or "{z}" not in config.tiles_url:
            raise TilesMisset("ANLAN_TILES_URL 应为含 {z}、{x}、{y} 的 http(s) 地址。")
        return TileSource(config.tiles_url, ("xyz",), config.tiles_credit, config.tiles_crs == "gcj02")
    return None


def terrain_source(config: Settings) -> TileSource | None:
    """The elevation tiles in force; None when the county is drawn flat.

    Raises:
        TilesMisset: an address that is none.
    """
    if not config.terrain_url:
        return None
    if not _is_address(config.terrain_url) or "{z}" not in config.terrain_url:
        raise TilesMisset("ANLAN_TERRAIN_URL 应为含 {z}、{x}、{y} 的 http(s) 地址。")
    return TileSource(config.terrain_url, (TERRAIN,), config.terrain_credit)


def _tianditu(config: Settings) -> str:
    if not _is_address(config.tianditu_url):
        raise TilesMisset("ANLAN_TIANDITU_URL 应为 http(s) 地址，如 https://t0.tianditu.gov.cn。")
    return config.tianditu_url.rstrip("/") + TIANDITU.replace("{key}", quote(config.tianditu_key, safe=""))


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
