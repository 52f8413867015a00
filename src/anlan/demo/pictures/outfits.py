"""What people wear, by trade. Colours are BGR."""

from dataclasses import dataclass
from typing import Literal

from anlan.demo.pictures.arrays import Colour

Headgear = Literal["none", "helmet", "cap", "hood"]

SKINS: tuple[Colour, ...] = ((148, 178, 222), (132, 164, 212), (118, 150, 198))
HAIR: Colour = (30, 30, 34)


@dataclass(frozen=True, slots=True)
class Outfit:
    """One person's clothes; ``long_coat`` reaches down the thighs, ``vest`` is a reflective vest over the jacket."""

    jacket: Colour
    trousers: Colour
    boots: Colour = (44, 42, 42)
    gloves: Colour | None = None
    headgear: Headgear = "none"
    headgear_colour: Colour = HAIR
    mask: Colour | None = None
    vest: Colour | None = None
    long_coat: bool = False
    skin: int = 0


HI_VIS: Colour = (64, 214, 226)
_WHITE: Colour = (228, 230, 230)
_NAVY: Colour = (104, 66, 44)
_STEEL_BLUE: Colour = (150, 104, 62)

#: Padded suits of a cold room: dark blue or red against the white panels.
COLD_ROOM = (
    Outfit(_NAVY, _NAVY, gloves=(60, 120, 150), headgear="hood", headgear_colour=_NAVY),
    Outfit((60, 60, 150), (70, 50, 44), gloves=(70, 70, 76), headgear="hood", headgear_colour=(60, 60, 150), skin=1),
    Outfit((140, 96, 50), (96, 66, 40), gloves=(60, 120, 150), headgear="cap", headgear_colour=(224, 224, 222), skin=2),
    Outfit((92, 92, 60), (64, 60, 48), gloves=(56, 60, 66), headgear="hood", headgear_colour=(92, 92, 60)),
)
#: White coats and caps of food packing.
FOOD = (
    Outfit(_WHITE, (206, 208, 210), (216, 218, 218), (190, 150, 90), "cap", _WHITE, _WHITE, long_coat=True),
    Outfit((208, 184, 150), (206, 208, 210), (60, 60, 62), None, "cap", (214, 196, 160), long_coat=True, skin=1),
    Outfit(_WHITE, (120, 96, 76), (214, 216, 216), (190, 150, 90), "cap", _WHITE, long_coat=True, skin=2),
)
#: Work clothes, helmets and dust masks of polishing, sanding and machine rooms.
WORKSHOP = (
    Outfit(_STEEL_BLUE, (112, 78, 50), headgear="helmet", headgear_colour=(70, 196, 226), mask=(214, 216, 216)),
    Outfit((104, 104, 100), (70, 68, 66), headgear="helmet", headgear_colour=(216, 218, 220), skin=1),
    Outfit(_STEEL_BLUE, (60, 56, 56), headgear="helmet", headgear_colour=(60, 70, 196), mask=(206, 210, 212), skin=2),
    Outfit((88, 104, 66), (60, 66, 54), headgear="cap", headgear_colour=(84, 92, 66), mask=(214, 216, 216)),
)
#: A watch-keeper's uniform.
DUTY = (
    Outfit((92, 62, 46), (62, 50, 44), (30, 30, 32)),
    Outfit((206, 176, 140), (66, 56, 50), (30, 30, 32), skin=1),
)
#: A reflective vest: what a flame gate takes for fire.
VISITOR = (
    Outfit((120, 84, 56), (84, 68, 56), headgear="helmet", headgear_colour=(70, 196, 226), vest=HI_VIS),
    Outfit((70, 70, 72), (74, 72, 70), headgear="helmet", headgear_colour=(216, 218, 220), vest=(48, 130, 240), skin=1),
)

WARDROBES: dict[str, tuple[Outfit, ...]] = {
    "cold_room": COLD_ROOM,
    "food": FOOD,
    "workshop": WORKSHOP,
    "duty": DUTY,
    "visitor": VISITOR,
}
