"""``model.toml``: what a model is, where it comes from, how it is fed and how its outputs are read.

The layout is declared, never guessed: two layouts can have the same shape and mean different things.
"""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from anlan.cameras.models.coco import COCO

#: Largest file that is taken; a person detector for a processor has 10–50 MB.
BYTES_MAX = 300 * 2**20

Layout = Literal[
    "nanodet", "movenet", "yolov5", "yolov8", "yolo_end2end", "yolox", "rtdetr", "rtdetr_end2end", "detr", "classifier",
    "probabilities", "score_map",
]  # fmt: skip
Size = Annotated[int, msgspec.Meta(ge=16, le=4096)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class ModelRefused(Exception):
    """This model cannot be used; the message says why and what to do."""


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a picture becomes the model's input: fitted, coloured, ``(x * scale - mean) / std``, ordered, typed.

    ``step``: the model takes any multiple of so many pixels, up to width and height. A letterbox is then no larger than
    the picture in it needs, which saves the work on its margins; 0 = always the full size.
    """

    width: Size
    height: Size
    colour: Literal["rgb", "bgr"] = "rgb"
    fit: Literal["letterbox", "stretch"] = "letterbox"
    pad: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    step: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    order: Literal["nchw", "nhwc"] = "nchw"
    type: Literal["float32", "int32", "uint8"] = "float32"
    scale: float = 1.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


class ModelCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model. ``classes``: "coco" or the names in the order of the model's class numbers."""

    name: str
    title: str
    layout: Layout
    file: str
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    licence: Annotated[str, msgspec.Meta(min_length=2)]
    source: str
    input: Input
    classes: Literal["coco"] | list[str] = "coco"
    behaviours: dict[str, str] = {}  # class name → what it means here, e.g. {"Fall" = "person"}
    score_min: Share = 0.35
    iou_max: Share = 0.5

    @property
    def class_names(self) -> list[str]:
        """Names by class number."""
        names = list(COCO) if self.classes == "coco" else list(self.classes)
        return [self.behaviours.get(name, name) for name in names]


def read_card(folder: Path) -> ModelCard:
    """The card of a model folder.

    Raises:
        ModelRefused: missing, unreadable, or a field is wrong.
    """
    path = folder / "model.toml"
    try:
        card = msgspec.convert(tomllib.loads(path.read_text("utf-8")), ModelCard)
    except FileNotFoundError as error:
        raise ModelRefused(f"{path} is missing: a model is a folder with an ONNX file and a model.toml") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ModelRefused(f"{path}: {error}") from error
    if Path(card.file).name != card.file or not card.file.endswith(".onnx"):
        raise ModelRefused(f"{path}: file must name an .onnx file in this folder; pickles (.pt, .pkl) run foreign code")
    return card


def checked_file(folder: Path, card: ModelCard) -> Path:
    """Path of the model file after its size and hash were found right.

    Raises:
        ModelRefused: missing, too large, or not the file the card describes.
    """
    path = folder / card.file
    if not path.is_file() or path.is_symlink():
        raise ModelRefused(f"{path} is missing")
    if path.stat().st_size > BYTES_MAX:
        raise ModelRefused(f"{path} has more than {BYTES_MAX // 2**20} MB; export a smaller model")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != card.sha256:
        raise ModelRefused(f"{path}: SHA-256 is {found}, the card says {card.sha256}; fetch the file again")
    return path
