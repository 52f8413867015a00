"""All rooms by name."""

from anlan.demo.pictures.rooms import corridor, duty, freezing
from anlan.demo.pictures.rooms.layout import Layout
from anlan.demo.pictures.rooms.plant import COLLECTOR, MACHINE_ROOM
from anlan.demo.pictures.rooms.polishing import POLISHING, SANDING
from anlan.demo.pictures.rooms.store import COLD_STORE, PACKING

ROOMS: dict[str, Layout] = {
    "quick_freezing": freezing.LAYOUT,
    "duty": duty.LAYOUT,
    "polishing": POLISHING,
    "sanding": SANDING,
    "corridor": corridor.LAYOUT,
    "machine_room": MACHINE_ROOM,
    "collector": COLLECTOR,
    "packing": PACKING,
    "cold_store": COLD_STORE,
}


def room(name: str) -> Layout:
    """The room of that name.

    Raises:
        KeyError: there is none; the message lists those there are.
    """
    try:
        return ROOMS[name]
    except KeyError:
        raise KeyError(f"no room {name!r}; there are {', '.join(ROOMS)}") from None
