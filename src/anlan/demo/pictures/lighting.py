"""Light of ceiling lamps, baked into the sheets once; people ask how bright it is where they stand."""

from dataclasses import dataclass

import numpy as np

from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.sheets import Extent, Sheet, Shell

_MAP_PX_PER_M = 6


@dataclass(frozen=True, slots=True)
class Lamps:
    """Luminous panels under the ceiling at (x, z), metres. ``ambient`` 0–1 is what comes from everywhere."""

    places: tuple[tuple[float, float], ...]
    height: float
    ambient: float = 0.45

    def direct(self, points: Array, normal: Array) -> Array:
        """Brightness from the lamps alone at points (…, 3) of a surface, without scale."""
        total = np.zeros(points.shape[:-1])
        for x, z in self.places:
            way = np.array([x, self.height - 0.05, z]) - points
            square = (way**2).sum(-1) + 0.35
            lit = np.maximum(way @ normal, 0) * np.maximum(way[..., 1], 0.12) / square**2
            total += lit
        return total

    def on_floor(self, x: float, z: float, exposure: float) -> float:
        """How bright somebody standing there looks, about 0.6–1.1."""
        direct = float(self.direct(np.array([x, 1.0, z]), np.array([0, 1.0, 0])))
        return float(np.clip(0.72 + 0.3 * direct * exposure, 0.6, 1.12))


def exposure_of(lamps: Lamps, extent: Extent) -> float:
    """The scale that gives the floor an average brightness of one."""
    x, z = np.meshgrid(
        np.linspace(extent.x0 + 0.5, extent.x1 - 0.5, 12), np.linspace(extent.z0 + 0.5, extent.z1 - 0.5, 12)
    )
    floor = np.stack([x, np.zeros_like(x), z], -1)
    return 1.0 / max(float(lamps.direct(floor, np.array([0, 1.0, 0])).mean()), 1e-6)


def bake(shell: Shell, lamps: Lamps, exposure: float) -> None:
    """Multiply every sheet by the light that falls on it, darker towards its corners."""
    centre = np.array([
        (shell.extent.x0 + shell.extent.x1) / 2, shell.extent.height / 2, (shell.extent.z0 + shell.extent.z1) / 2
    ])  # fmt: skip
    for sheet in shell.sheets:
        sheet.shine(_light_on(sheet, lamps, exposure, centre))


def _light_on(sheet: Sheet, lamps: Lamps, exposure: float, centre: Array) -> Array:
    columns, rows = max(4, int(sheet.width_m * _MAP_PX_PER_M)), max(4, int(sheet.height_m * _MAP_PX_PER_M))
    points = sheet.points(columns, rows)
    normal = np.cross(sheet.right, sheet.down)
    normal = normal if normal @ (centre - sheet.origin) > 0 else -normal
    direct = lamps.direct(points, normal) * exposure
    a = np.minimum(np.arange(columns) + 0.5, columns - np.arange(columns) - 0.5) / _MAP_PX_PER_M
    b = np.minimum(np.arange(rows) + 0.5, rows - np.arange(rows) - 0.5) / _MAP_PX_PER_M
    corner = (1 - 0.24 * np.exp(-a / 0.35))[None, :] * (1 - 0.24 * np.exp(-b / 0.35))[:, None]
    return np.asarray(np.clip((lamps.ambient + (1 - lamps.ambient) * direct) * corner, 0.25, 1.35))
