"""One alarm's evidence from a camera's ring: three pictures and a clip, each blurred and as it was."""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

import av
import cv2
import numpy as np

from anlan.bus.evidence_spool import EvidenceItem, EvidencePack, Rendition, Role
from anlan.bus.messages import AlarmTransition, Polygon, SceneConfig
from anlan.cameras.evidence.blur import blurred, heads, spread
from anlan.cameras.geometry import Box
from anlan.cameras.pipeline import Finder
from anlan.cameras.ring import Kept, as_jpeg
from anlan.cameras.views import Picture
from anlan.domain.clock import LOCAL

#: The clip reaches this far to either side of the alarm; the pictures before and after lie half as far.
CLIP_MS = 10_000
BESIDE_MS = 5_000

ZONE_COLOUR, MARK_COLOUR, TEXT_COLOUR = (0, 200, 255), (0, 0, 255), (255, 255, 255)


def cut(transition: AlarmTransition, scene: SceneConfig, kept: Sequence[Kept], finder: Finder) -> EvidencePack | None:
    """Evidence out of ``kept``, the pictures around the alarm, oldest first; None when there are none."""
    if not kept:
        return None
    originals = [one.picture() for one in kept]
    needs = frozenset({"persons", "lying"} if scene.behaviour == "fallen" else {"persons"})
    hidden = spread([heads(finder, picture, needs) for picture in originals])
    shown = [
        _annotated(blurred(picture, boxes), one, scene)
        for picture, boxes, one in zip(originals, hidden, kept, strict=True)
    ]
    items: list[EvidenceItem] = []
    renditions: list[tuple[Rendition, list[Picture]]] = [("blurred", shown), ("original", originals)]
    for rendition, pictures in renditions:
        for role, at_ms in _moments(transition.at_ms):
            k = min(range(len(kept)), key=lambda number: abs(kept[number].at_ms - at_ms))
            items.append(_item(role, rendition, kept[k].at_ms, pictures[k], as_jpeg(pictures[k]), "image/jpeg"))
        film = clip(pictures, [one.at_ms for one in kept])
        items.append(_item("clip", rendition, kept[0].at_ms, pictures[0], film, "video/mp4"))
    return EvidencePack(
        alarm_id=transition.alarm_id, point_id=transition.point_id, raised_at_ms=transition.at_ms, items=items
    )


def clip(pictures: Sequence[Picture], at_ms: Sequence[int]) -> bytes:
    """H.264 in MP4, each picture shown as long as it was the newest; sizes are even (see ``ring.narrowed``)."""
    target = io.BytesIO()
    high, wide = pictures[0].shape[:2]
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "25", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for picture, when in zip(pictures, at_ms, strict=True):
            same_size = picture if picture.shape[:2] == (high, wide) else cv2.resize(picture, (wide, high))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(same_size, np.uint8), format="bgr24")
            frame.pts, frame.time_base = when - at_ms[0], Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.getvalue()


def _moments(at_ms: int) -> list[tuple[Role, int]]:
    return [("before", at_ms - BESIDE_MS), ("at", at_ms), ("after", at_ms + BESIDE_MS)]


def _annotated(picture: Picture, kept: Kept, scene: SceneConfig) -> Picture:
    """Zone, marks and time, drawn into ``picture`` itself."""
    high, wide = picture.shape[:2]
    if scene.zone:
        cv2.polylines(picture, [_pixels(scene.zone, wide, high)], True, ZONE_COLOUR, 2)
    for box in kept.marks.get(scene.point_id, ()):
        cv2.rectangle(picture, *_corners(box, wide, high), MARK_COLOUR, 2)
    local = datetime.fromtimestamp(kept.at_ms / 1000, LOCAL)
    text = local.strftime("%Y-%m-%d %H:%M:%S") + f".{kept.at_ms % 1000 // 100}"
    cv2.putText(picture, text, (6, high - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.5, TEXT_COLOUR, 1, cv2.LINE_AA)
    return picture


def _pixels(polygon: Polygon, wide: int, high: int) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    return np.round(np.array(polygon) * (wide - 1, high - 1)).astype(np.int32)


def _corners(box: Box, wide: int, high: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (int(box.x1 * wide), int(box.y1 * high)), (int(box.x2 * wide), int(box.y2 * high))


def _item(role: Role, rendition: Rendition, at_ms: int, picture: Picture, data: bytes, kind: str) -> EvidenceItem:
    high, wide = picture.shape[:2]
    return EvidenceItem(
        role=role, rendition=rendition, at_ms=at_ms, media_type=kind, width_px=wide, height_px=high,
        sha256=hashlib.sha256(data).hexdigest(), data=data,
    )  # fmt: skip
