"""What `anlan cameras gb28181` prints."""

import msgspec

from anlan.bus import gb28181_client
from anlan.bus.camera_client import NoAnswer
from anlan.bus.client import Bus
from anlan.bus.gb28181_messages import PAGE_MAX, ChannelsAsk, Gb28181Answer, Gb28181Channel
from anlan.domain.clock import LOCAL, from_ms


async def listed(bus: Bus, device_id: str, *, as_json: bool) -> tuple[int, str]:
    """Exit code and text: all devices, or the channels of one."""
    try:
        return await (_channels(bus, device_id, as_json) if device_id else _devices(bus, as_json))
    except NoAnswer as error:
        return 2, f"{error}; is it running? `anlan check` looks closer"


async def _devices(bus: Bus, as_json: bool) -> tuple[int, str]:
    told = await gb28181_client.devices(bus)
    if as_json:
        return 0, msgspec.json.encode(told).decode()
    if not told.is_on:
        return 1, "GB/T 28181 is off: set ANLAN_GB28181_ID to an id of 20 digits and start again"
    return (1 if told.problem else 0), _as_text(told)


def _as_text(told: Gb28181Answer) -> str:
    lines = [told.problem] if told.problem else []
    lines.append(f"own id {told.own_id}, domain {told.realm}, port {told.port}, pictures to {told.media_ports}")
    for device in told.devices:
        state = "here" if device.is_here else "gone" if device.heard_at_ms else "never registered"
        heard = f", last heard {_local(device.heard_at_ms)}" if device.heard_at_ms else ""
        missing = f", {device.missing} more announced" if device.missing else ""
        where = f" at {device.host} over {device.protocol}" if device.host else ""
        lines.append(f"{device.id}  {state}{where}{heard}, {device.channels} channels{missing}")
    if told.refused:
        lines.append("refused: " + ", ".join(f"{reason} {count}" for reason, count in sorted(told.refused.items())))
    return "\n".join(lines)


async def _channels(bus: Bus, device_id: str, as_json: bool) -> tuple[int, str]:
    found: list[Gb28181Channel] = []
    while True:
        told = await gb28181_client.channels(bus, ChannelsAsk(device_id=device_id, offset=len(found), limit=PAGE_MAX))
        if not told.is_known:
            return 1, f"{device_id} is no device that anybody entered; `anlan cameras gb28181` lists them"
        found += told.channels
        if not told.channels or len(found) >= told.total:
            break
    if as_json:
        return 0, msgspec.json.encode(found).decode()
    return 0, "\n".join(f"{one.id}  {'on ' if one.is_on else 'off'}  {one.name}" for one in found) or "no channels yet"


def _local(at_ms: int) -> str:
    return from_ms(at_ms).astimezone(LOCAL).strftime("%m-%d %H:%M:%S")
