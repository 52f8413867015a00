"""What a platform above asks with MESSAGE, and the bodies that it is answered with.

Each answer goes as a MESSAGE of its own after the "200 OK" (GB/T 28181-2016, 9.5). What is not done here is refused in
words of the standard (``Result`` ERROR) rather than left unanswered: a platform above repeats what nobody answers.
"""

from collections.abc import Iterator
from importlib.metadata import version

from anlan.bus.messages import SuperiorConfig
from anlan.cameras.cascade import entries
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.gb28181.manscdp import Said, body
from anlan.domain.clock import LOCAL, Clock

#: Questions about one thing that get one answer; ``Catalog`` gets many.
KNOWN = frozenset({"Catalog", "DeviceInfo", "DeviceStatus", "ConfigDownload", "RecordInfo", "PresetQuery"})
#: Commands that the standard wants answered; the others (PTZCmd, TeleBoot, IFameCmd) end with the "200 OK".
ANSWERED_COMMANDS = ("RecordCmd", "GuardCmd", "AlarmCmd", "DragZoomIn", "DragZoomOut", "HomePosition")
REFUSED = "<Result>ERROR</Result>"


class Answers:
    """Bodies for one platform above."""

    def __init__(self, config: SuperiorConfig, shown: Entries, clock: Clock) -> None:
        self._config, self._shown, self._clock = config, shown, clock

    def to(self, said: Said, presets: list[tuple[int, str]] | None = None) -> Iterator[bytes]:
        """The bodies that answer ``said``, in their order; none for what is not ours to answer."""
        sn, about = int(said.sn), said.device_id
        if said.command == "Catalog":
            yield from self._catalogue(sn, about)
        elif said.command in KNOWN:
            yield body("Response", said.command, sn, about, self._inner(said.command, about, presets or []))

    def refused(self, said: Said) -> bytes:
        """The answer to a command that is not done."""
        return body("Response", said.command, int(said.sn), said.device_id, REFUSED)

    def is_ours(self, code: str) -> bool:
        """Is it us, one of our nodes, or a channel that is lent?"""
        return code == self._config.own_code or bool(self._shown.under(code))

    def _catalogue(self, sn: int, about: str) -> Iterator[bytes]:
        found = [entry for _, entry in self._shown.under(about)]
        most = entries.UDP_BODY_MAX if self._config.over == "UDP" else entries.TCP_BODY_MAX
        for part in entries.parts(found, most):
            yield body("Response", "Catalog", sn, about, entries.listed(len(found), part))

    def _inner(self, command: str, about: str, presets: list[tuple[int, str]]) -> str:
        if not self.is_ours(about):
            return REFUSED
        if command == "DeviceInfo":
            return (
                f"<DeviceName>{entries.named(self._name(about))}</DeviceName><Result>OK</Result>"
                f"<Manufacturer>Anlan</Manufacturer><Model>Anlan</Model><Firmware>{version('anlan')}</Firmware>"
                f"<Channel>{len(self._config.cameras)}</Channel>"
            )
        if command == "DeviceStatus":
            return self._status(about)
        if command == "RecordInfo":
            name = entries.named(self._name(about))
            return f'<Name>{name}</Name><SumNum>0</SumNum><RecordList Num="0"></RecordList>'
        if command == "PresetQuery":
            rows = "".join(
                f"<Item><PresetID>{number}</PresetID><PresetName>{entries.named(name)}</PresetName></Item>"
                for number, name in presets
            )
            return f'<SumNum>{len(presets)}</SumNum><PresetList Num="{len(presets)}">{rows}</PresetList>'
        return REFUSED  # ConfigDownload: nothing of ours is configured from above

    def _status(self, about: str) -> str:
        is_on = self._shown.states().get(about, True)
        now = self._clock.now().astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")
        return (
            f"<Result>OK</Result><Online>{'ONLINE' if is_on else 'OFFLINE'}</Online><Status>OK</Status>"
            f"<DeviceTime>{now}</DeviceTime><Encode>{'ON' if is_on else 'OFF'}</Encode><Record>OFF</Record>"
            '<Alarmstatus Num="0"></Alarmstatus>'
        )

    def _name(self, about: str) -> str:
        camera = self._shown.camera(about)
        return camera.name if camera else "Anlan"
