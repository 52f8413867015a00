"""What an installer wants to read of one device."""

from anlan.cameras.onvif import answers
from anlan.cameras.onvif.device import Device, Login
from anlan.cameras.onvif.errors import OnvifError
from anlan.cameras.onvif.recordings import recordings_of
from anlan.cameras.onvif.wire import Endpoint
from anlan.kit.settings import Settings


def report(address: str, login: Login | None, config: Settings) -> str:
    """Lines about the device at ``address``.

    Raises:
        OnvifError: it cannot be asked.
    """
    device = Device(Endpoint.of(address, config.field_hosts), login)
    facts, profiles = device.facts(), device.profiles()
    chosen, ptz = answers.sub_stream(profiles), answers.turning(profiles)
    lines = [
        f"{facts.maker} {facts.model}, firmware {facts.firmware}, serial {facts.serial}",
        f"its clock: {device.clock_offset_s:+.0f} s",
    ]
    for profile in profiles:
        mark = "  <- analysed" if profile is chosen else ""
        lines.append(f"profile {profile.token}: {profile.encoding} {profile.width} x {profile.height}{mark}")
    if chosen is not None:
        lines.append(f"stream: {device.stream_address(chosen.token)}")
        lines.append(f"snapshot: {_snapshot(device, chosen.token)}")
    for one in recordings_of(device):
        span = f", {one.earliest} to {one.latest}" if one.earliest else ""
        lines.append(f"recording {one.token} {one.source}{span}: {one.address}")
    return "\n".join([*lines, f"PTZ: {'yes' if ptz else 'no'}"])


def _snapshot(device: Device, profile: str) -> str:
    """Not every device has one."""
    try:
        return device.snapshot_address(profile)
    except OnvifError as error:
        return f"none ({error})"
