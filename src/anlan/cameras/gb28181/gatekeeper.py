"""Who may send, and how much: judged by the address alone, before anything is read.

A device that has proved who it is may send a catalogue of thousands of channels at once; everybody else gets what a
device needs to register, and no more. Addresses can be forged in UDP, so a forger can use up the allowance of an
address that is not registered, but not that of a device.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

from anlan.domain.clock import Clock
from anlan.kit.addresses import is_within, plain
from anlan.kit.bucket import Bucket

#: Packets a second, and at once: of an address nobody has registered from, and of one somebody has.
STRANGER_PER_S, STRANGER_BURST = 10.0, 60.0
DEVICE_PER_S, DEVICE_BURST = 500.0, 5_000.0
#: Addresses remembered; the one that was silent longest is forgotten.
MOST_ADDRESSES = 8_192


class Gatekeeper:
    """One allowance per address.

    Args:
        networks: addresses and networks that devices may send from.
        is_device: has a device registered from this address?
        is_superior: does a platform above that we registered with speak from it? It may lie outside of ``networks``.
    """

    def __init__(
        self,
        networks: list[str],
        is_device: Callable[[str], bool],
        clock: Clock,
        is_superior: Callable[[str], bool] = lambda host: False,
    ) -> None:
        self._networks, self._is_device, self._clock = networks, is_device, clock
        self._is_superior = is_superior
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def is_inside(self, host: str) -> bool:
        """Is this address in the networks of devices, or a platform above?"""
        if self._is_superior(host):
            return True
        try:
            return is_within(plain(host), self._networks)
        except (ValueError, ipaddress.AddressValueError):
            return False

    def refuses(self, host: str) -> str:
        """Why a packet of this address is not read; empty when it is."""
        if not self.is_inside(host):
            return "network"
        is_known = self._is_device(host) or self._is_superior(host)
        per_s, burst = (DEVICE_PER_S, DEVICE_BURST) if is_known else (STRANGER_PER_S, STRANGER_BURST)
        now_ms = self._clock.now_ms()
        bucket = self._buckets.pop(host, None) or Bucket(per_s, burst, burst, now_ms)
        bucket.rate, bucket.burst = per_s, burst  # it may have registered meanwhile, or left
        self._buckets[host] = bucket
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return "rate" if bucket.take(now_ms) else ""
