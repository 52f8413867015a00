"""Does a body lie on a bed, couch or bench? Two witnesses are asked for, because the detector takes bodies for beds.

*Before*: a piece of furniture stood there in several looks, with no flat body near it, and its outline is not that of
the body. *Now*: the detector draws furniture around the body that stands on the same line of the floor, and the lowest
shoulder or hip is well above that line. Somebody on the floor before a bed is lower than that.

Worked example: a bed in the rows 260 to 390. The detector draws a "bed" in the rows 210 to 390 around a body whose
lowest hip is in row 270: 120 rows above the floor line, of 180. It lies on the bed. On the floor before it the hip is
in row 420, so it does not.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anlan.cameras.geometry import Box, iou
from anlan.cameras.views import Thing

#: What the detector calls the things that people lie on.
NAMES = frozenset({"bed", "couch", "bench"})
#: From this score on it stood there before; to draw it around a body a weaker word is enough.
SURE = 0.3
#: Boxes so much alike in two looks are one piece of furniture, and it must be seen in this share of the looks.
SAME_IOU, SEEN_SHARE = 0.5, 0.5
#: About so many looks, and so many pieces, are remembered; what is drawn around a body for some looks.
MEMORY, PIECES, AROUND = 60, 12, 10
#: Feet of the furniture before and now differ by no more than this share of its height.
SAME_FEET = 0.15
#: A piece that is as much like the body as this was the body itself.
LIKE_THE_BODY = 0.5
#: Share of the body's box that must be in the furniture around it.
INSIDE = 0.5
#: Heights of the furniture by which the lowest shoulder or hip is above its feet.
ABOVE = 0.5
#: A bed is no longer than so many bodies: a whole floor taken for a bed is none.
LONGEST = 2.5


@dataclass(slots=True)
class _Piece:
    box: Box
    seen: float = 1
    missed: float = 0


class Furniture:
    """Remembers beds, couches and benches of one camera."""

    def __init__(self, looks: int) -> None:
        self._looks = looks
        self._pieces: list[_Piece] = []
        self._around: deque[list[Box]] = deque(maxlen=AROUND)

    def look(self, things: Iterable[Thing], bodies: Sequence[Box]) -> None:
        """Take one fresh look: what stands there, and the flat bodies known before it."""
        found = [thing for thing in things if thing.name in NAMES]
        self._around.append([thing.box for thing in found])
        free = [t.box for t in found if t.score >= SURE and not any(iou(t.box, body) > 0 for body in bodies)]
        missed = [piece for piece in self._pieces if not any(iou(piece.box, body) > 0 for body in bodies)]
        for box in free:
            piece = max(self._pieces, key=lambda known: iou(known.box, box), default=None)
            if piece is None or iou(piece.box, box) < SAME_IOU:
                self._pieces.append(_Piece(box))
                continue
            piece.box = box
            if piece in missed:
                missed.remove(piece)
                piece.seen += 1
        for piece in missed:
            piece.missed += 1
        self._forget()

    def bears(self, body: Box, lowest: float) -> bool:
        """Does this body lie on one of them? ``lowest``: row of its lowest shoulder or hip."""
        known = [p.box for p in self._pieces if self._stood_there(p) and iou(p.box, body) < LIKE_THE_BODY]
        now = [box for boxes in self._around for box in boxes if _is_on(body, lowest, box)]
        return any(_stands_as(was, box) for was in known for box in now)

    def forget(self) -> None:
        """The view is another one."""
        self._pieces.clear()
        self._around.clear()

    def _stood_there(self, piece: _Piece) -> bool:
        return piece.seen >= self._looks and piece.seen >= SEEN_SHARE * (piece.seen + piece.missed)

    def _forget(self) -> None:
        for piece in self._pieces:
            if piece.seen + piece.missed > MEMORY:
                piece.seen, piece.missed = piece.seen / 2, piece.missed / 2
        self._pieces.sort(key=lambda piece: piece.missed - piece.seen)
        del self._pieces[PIECES:]


def _stands_as(was: Box, now: Box) -> bool:
    """Is ``now`` the piece that stood there, with somebody on it? Its feet are where they were."""
    shared = min(was.x2, now.x2) - max(was.x1, now.x1)
    return shared > SAME_IOU * max(was.width, now.width) and abs(was.y2 - now.y2) < SAME_FEET * now.height


def _is_on(body: Box, lowest: float, furniture: Box) -> bool:
    across = min(body.x2, furniture.x2) - max(body.x1, furniture.x1)
    down = min(body.y2, furniture.y2) - max(body.y1, furniture.y1)
    is_inside = min(across, down) > 0 and across * down >= INSIDE * body.width * body.height
    is_above = furniture.y2 - lowest >= ABOVE * furniture.height
    return is_inside and is_above and max(furniture.width, furniture.height) <= LONGEST * max(body.width, body.height)
