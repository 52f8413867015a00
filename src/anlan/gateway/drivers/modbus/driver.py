"""Asks every registered Modbus device."""

from collections.abc import Mapping

from anlan.bus.messages import GatewayConfig
from anlan.gateway.drivers.modbus.address import parse
from anlan.gateway.drivers.modbus.config import read_options
from anlan.gateway.drivers.modbus.poller import Poller
from anlan.gateway.polling import PollingDriver


class Driver(PollingDriver):
    """One task a device."""

    name = "modbus"

    def asker(self, gateway: GatewayConfig, points: Mapping[str, int]) -> Poller:
        """See ``PollingDriver.asker``."""
        options, known = read_options(gateway.options), {}
        for text, point in points.items():
            try:
                known[point] = parse(text, options.unit, options.order)
            except ValueError as error:
                self.unusable(gateway, "address", error)
        return Poller(self.host, gateway, options, known)
