"""Asks every registered OPC UA server for the values of its points."""

from collections.abc import Mapping

from asyncua.ua.uatypes import NodeId

from anlan.bus.messages import GatewayConfig
from anlan.gateway.asking import Asker
from anlan.gateway.driver import Host
from anlan.gateway.drivers.opcua.config import Options, read_options
from anlan.gateway.drivers.opcua.decode import node_of, number_of, value_of
from anlan.gateway.drivers.opcua.wire import Session
from anlan.gateway.polling import PollingDriver

#: Rounds between two looks below the node that is scanned: they are for eyes.
SCAN_EVERY_ROUNDS = 5


class Driver(PollingDriver):
    """One task a server."""

    name = "opcua"

    def asker(self, gateway: GatewayConfig, points: Mapping[str, int]) -> "Reader":
        """See ``PollingDriver.asker``."""
        options, nodes = read_options(gateway.options), {}
        for text, point in points.items():
            try:
                nodes[point] = node_of(text)
            except ValueError as error:
                self.unusable(gateway, "address", error)
        return Reader(self.host, gateway, options, nodes)


class Reader(Asker[Session]):
    """Asks one server.

    Args:
        nodes: the server's points: id → node.

    Raises:
        ValueError: ``scan`` of the options is no node id.
    """

    def __init__(self, host: Host, gateway: GatewayConfig, options: Options, nodes: dict[int, NodeId]) -> None:
        super().__init__(host, gateway, options.machine, options.period_s)
        self._options, self._nodes = options, nodes
        self._scan_under = node_of(options.scan) if options.scan else None
        self._round = 0

    async def connect(self, number: str) -> Session:
        """See ``Asker.connect``."""
        session = Session(self._options.url_at(number), self._options.timeout_s)
        await session.open()
        return session

    async def ask(self, connection: Session) -> None:
        """See ``Asker.ask``."""
        answers = await connection.read(list(self._nodes.values()))
        self.answered()
        rows = []
        for point, answer in zip(self._nodes, answers, strict=True):
            if (found := value_of(answer)) is not None:
                rows.append((point, found[0], int(found[1])))
            elif self._round == 0:
                self.refused("node_not_readable")
        self.hand_over(rows)
        if self._scan_under is not None and self._round % SCAN_EVERY_ROUNDS == 0:
            await self._scan(connection, self._scan_under)
        self._round += 1

    async def _scan(self, session: Session, under: NodeId) -> None:
        known = set(self._nodes.values())
        nodes = [node for node in await session.variables_below(under) if node not in known]
        for node, answer in zip(nodes, await session.read(nodes), strict=True):
            if (value := number_of(answer)) is not None:
                self.found(node.to_string(), f"{value:g}")
