"""MANSCDP+xml: what devices and the platform say to each other inside MESSAGE and NOTIFY.

Bodies are GB 2312, GB 18030 or UTF-8, and what they declare is often not what they are: UTF-8 is tried first, because
Chinese text in GB 18030 is hardly ever valid UTF-8. Document types and entities are refused before parsing.
"""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from anlan.cameras.gb28181.ids import is_code
from anlan.kit.sip.refusals import Refused

#: Deepest nesting and most elements of a body.
DEPTH_MAX, ELEMENTS_MAX = 8, 20_000

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: Characters that XML 1.0 does not have, and that names typed into recorders do.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Said:
    """One body: ``root`` is Query, Response, Notify or Control; ``command`` its CmdType."""

    def __init__(self, root: Element) -> None:
        self.element = root
        self.root = root.tag
        self.command = text(root, "CmdType", 32)
        self.sn = text(root, "SN", 20)
        self.device_id = text(root, "DeviceID", 20)


def parse(body: bytes) -> Said:
    """A body.

    Raises:
        Refused: no XML, with a document type or entities, too deep or too large, or without command and id.
    """
    try:
        root = fromstring(_CONTROL.sub("", _DECLARATION.sub("", decoded(body), count=1)), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Refused("entities" if isinstance(error, DefusedXmlException) else "xml") from error
    _measure(root)
    said = Said(root)
    if not said.command or not is_code(said.device_id):
        raise Refused("xml_incomplete")
    return said


def decoded(body: bytes) -> str:
    """The text of a body, whatever it declares."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("gb18030", "replace")


def text(parent: Element, name: str, length_max: int) -> str:
    """Text of the first child of that name, in any case of letters; cut, and empty when there is none."""
    found = next((child for child in parent if child.tag.lower() == name.lower()), None)
    return ((found.text or "") if found is not None else "").strip()[:length_max]


def child(parent: Element, name: str) -> Element | None:
    """First child of that name, in any case of letters."""
    return next((one for one in parent if one.tag.lower() == name.lower()), None)


def body(root: str, command: str, sn: int, device_id: str, inner: str = "") -> bytes:
    """A body of ours. ``inner`` is XML that was made here, of letters and digits only."""
    lines = (
        '<?xml version="1.0" encoding="GB2312"?>',
        f"<{root}>",
        f"<CmdType>{command}</CmdType>",
        f"<SN>{sn}</SN>",
        f"<DeviceID>{device_id}</DeviceID>",
        *([inner] if inner else []),
        f"</{root}>",
        "",
    )
    return "\r\n".join(lines).encode("gb18030")


def _measure(root: Element) -> None:
    layer, count = [root], 0
    for _ in range(DEPTH_MAX):
        count += len(layer)
        layer = [child for element in layer for child in element]
        if not layer:
            break
    if layer or count > ELEMENTS_MAX:
        raise Refused("xml_too_large")
