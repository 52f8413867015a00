"""What screens ask about GB/T 28181 devices, and what the cameras process answers: MessagePack, like pictures."""

from msgspec import field

from anlan.bus.messages import Message

#: Channels in one answer.
PAGE_MAX = 200


class Gb28181Device(Message, frozen=True, kw_only=True):
    """One device that people have entered. Times are 0 where there is none yet."""

    id: str
    is_here: bool
    host: str = ""
    protocol: str = ""
    edition: str = ""
    registered_until_ms: int = 0
    heard_at_ms: int = 0
    keepalive_at_ms: int = 0
    facts: dict[str, str] = field(default_factory=dict)
    channels: int = 0
    cameras: int = 0
    catalogue_at_ms: int = 0
    is_gathering: bool = False
    missing: int = 0  # channels that its last answer announced and did not bring
    left_out: int = 0  # channels beyond what is kept


class Gb28181Answer(Message, frozen=True, kw_only=True):
    """What to type into a device, and how all devices are. ``is_on`` false: nothing listens."""

    is_on: bool
    own_id: str = ""
    realm: str = ""
    port: int = 0
    address: str = ""
    networks: str = ""
    media_ports: str = ""
    problem: str = ""
    refused: dict[str, int] = field(default_factory=dict)
    devices: tuple[Gb28181Device, ...] = ()


class ChannelsAsk(Message, frozen=True, kw_only=True):
    """Channels of a device whose name or id holds ``q``."""

    device_id: str
    q: str = ""
    cameras_only: bool = False
    offset: int = 0
    limit: int = 50


class Gb28181Channel(Message, frozen=True, kw_only=True):
    """One entry of a catalogue. Which system its position is in, the device does not say."""

    id: str
    name: str
    directory: str
    manufacturer: str
    model: str
    address: str
    is_on: bool
    is_camera: bool
    ptz_type: int
    longitude: float | None
    latitude: float | None


class ChannelsAnswer(Message, frozen=True, kw_only=True):
    """A page of them. ``is_known`` false: there is no such device."""

    is_known: bool
    total: int = 0
    channels: tuple[Gb28181Channel, ...] = ()


class RefreshAsk(Message, frozen=True, kw_only=True):
    """Ask a device for its catalogue again."""

    device_id: str


class RefreshAnswer(Message, frozen=True, kw_only=True):
    """``why``: empty when the device took the question."""

    why: str = ""
