"""What a platform above is shown: our groups, towns and enterprises, and under them the cameras lent to it."""

from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from anlan.bus.messages import CatalogueNode, SharedCamera, SuperiorConfig
from anlan.domain.gb28181_codes import ORGANISATION

#: A body of so many bytes still goes in one datagram with its headers (1,500 less IP, UDP and 600 of SIP), or in one
#: message of a connection.
UDP_BODY_MAX, TCP_BODY_MAX = 850, 16_000
#: Room for what stands around the entries of a part.
AROUND = 250
NAME_MAX = 64

IsOn = Callable[[int], bool]


class Entries:
    """The catalogue of one platform above.

    Args:
        is_on: does this camera give pictures?
        can_turn: could it be turned at all?
    """

    def __init__(self, config: SuperiorConfig, is_on: IsOn, can_turn: Callable[[int], bool]) -> None:
        self._config, self._is_on, self._can_turn = config, is_on, can_turn
        self._of = {camera.code: camera for camera in config.cameras}
        self._nodes = {node.code: node for node in config.nodes}
        self._group = next((node.code for node in config.nodes if not node.parent), "")

    def camera(self, code: str) -> SharedCamera | None:
        """The camera of a channel; None for what is not lent."""
        return self._of.get(code)

    def under(self, code: str) -> list[tuple[str, str]]:
        """(code, entry) of everything under a node, or of one channel; of all for our own code."""
        wanted: list[CatalogueNode | SharedCamera] = [*self._config.nodes, *self._config.cameras]
        if code != self._config.own_code:
            wanted = [one for one in wanted if code in self._line(one)]
        return [(one.code, self.entry(one)) for one in wanted]

    def entry(self, one: CatalogueNode | SharedCamera, event: str = "") -> str:
        """One entry as XML; ``event`` is of a notice."""
        fields = self._of_camera(one) if isinstance(one, SharedCamera) else self._of_node(one)
        said = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        return f"<Item>{said}{f'<Event>{event}</Event>' if event else ''}</Item>"

    def states(self) -> dict[str, bool]:
        """Channel → does it give pictures?"""
        return {camera.code: self._is_on(camera.camera_id) for camera in self._config.cameras}

    def _line(self, one: CatalogueNode | SharedCamera) -> Iterator[str]:
        yield one.code
        parent = one.parent
        for _ in range(4):  # group, town, enterprise: nothing lies deeper
            if not parent:
                return
            yield parent
            parent = self._nodes[parent].parent if parent in self._nodes else ""

    def _of_node(self, node: CatalogueNode) -> dict[str, str]:
        shown = {"DeviceID": node.code, "Name": named(node.name), "ParentID": node.parent or self._config.own_code}
        if node.code[10:13] == ORGANISATION:
            shown["BusinessGroupID"] = self._group
        return shown

    def _of_camera(self, camera: SharedCamera) -> dict[str, str]:
        turns = self._config.may_turn and self._can_turn(camera.camera_id)
        place = self._nodes.get(camera.parent)
        return {
            "DeviceID": camera.code,
            "Name": named(camera.name),
            "Manufacturer": "Anlan",
            "Model": "Camera",
            "Owner": "0",
            "CivilCode": self._config.own_code[:6],
            "Address": named(place.name if place else ""),
            "Parental": "0",
            "ParentID": camera.parent or self._config.own_code,
            "BusinessGroupID": self._group,
            "SafetyWay": "0",
            "RegisterWay": "1",
            "Secrecy": "0",
            "Status": "ON" if self._is_on(camera.camera_id) else "OFF",
            "Info": f"<PTZType>{1 if turns else 3}</PTZType>",
        }


def parts(entries: list[str], most: int) -> Iterator[list[str]]:
    """What goes into each message: as many entries as fit into ``most`` bytes, at least one; for none an empty part."""
    part: list[str] = []
    size = AROUND
    for entry in entries:
        length = len(entry.encode("gb18030"))
        if part and size + length > most:
            yield part
            part, size = [], AROUND
        part.append(entry)
        size += length
    if part or not entries:
        yield part


def listed(total: int, part: list[str]) -> str:
    """The inner part of an answer or a notice."""
    return f'<SumNum>{total}</SumNum>\r\n<DeviceList Num="{len(part)}">\r\n{"".join(part)}\r\n</DeviceList>'


def named(text: str) -> str:
    """A name that can stand in XML."""
    return escape("".join(c for c in text if c.isprintable())[:NAME_MAX])
