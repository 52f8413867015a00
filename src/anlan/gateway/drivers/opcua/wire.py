"""One session with one server, through asyncua. Of the services only Read and Browse are used."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from asyncua.client.client import Client
from asyncua.common.node import Node
from asyncua.ua.object_ids import ObjectIds
from asyncua.ua.uaprotocol_auto import NodeClass
from asyncua.ua.uatypes import DataValue, Int32, NodeId

from anlan.gateway.asking import Connection, Silent
from anlan.gateway.drivers.opcua import careful

careful.apply()
logging.getLogger("asyncua").setLevel(logging.CRITICAL + 1)  # it is told by our own counters, once

#: Nodes in one question, and nodes looked through in one scan.
READ_MAX, BROWSE_MAX = 200, 500
#: How deep a scan goes below its node.
DEPTH_MAX = 8
_SERVER = NodeId(Int32(ObjectIds.Server))


class Session(Connection):
    """Asks one server. Everything that goes wrong with it is :class:`Silent`."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._client = Client(url, timeout=timeout_s)
        self._timeout_s = timeout_s

    async def open(self) -> None:
        """Connect and open a session.

        Raises:
            Silent: nobody answers there, or not as a server that lets anonymous readers in.
        """
        try:
            async with asyncio.timeout(4 * self._timeout_s):
                await self._client.connect()
        except Exception as error:  # the library, TLS and sockets each have kinds of their own
            await self.close()
            raise Silent("no session") from error

    async def read(self, nodes: Sequence[NodeId]) -> list[DataValue]:
        """The value of every node, in order.

        Raises:
            Silent: no answer.
        """
        found: list[DataValue] = []
        try:
            for at in range(0, len(nodes), READ_MAX):
                asked = [self._client.get_node(node) for node in nodes[at : at + READ_MAX]]
                found += await self._client.read_attributes(asked)
        except Exception as error:
            raise Silent("no answer") from error
        if len(found) != len(nodes):
            raise Silent("an answer of the wrong length")
        return found

    async def variables_below(self, node: NodeId) -> list[NodeId]:
        """Variables below a node, nearest first, at most so many; the server's own (namespace 0) are left out.

        Raises:
            Silent: no answer.
        """
        try:
            return await self._walk(self._client.get_node(node))
        except Exception as error:
            raise Silent("no answer") from error

    async def _walk(self, root: Node) -> list[NodeId]:
        found: list[NodeId] = []
        level, seen = [root], {root.nodeid}
        for _ in range(DEPTH_MAX):
            below = [child for node in level for child in await node.get_children_descriptions()]
            level = []
            for child in below:
                if child.NodeId in seen or len(seen) > BROWSE_MAX:
                    continue
                seen.add(child.NodeId)
                if child.NodeClass == NodeClass.Variable and child.NodeId.NamespaceIndex:
                    found.append(child.NodeId)
                elif child.NodeClass == NodeClass.Object and child.NodeId != _SERVER:
                    level.append(self._client.get_node(child.NodeId))
        return found

    async def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2):
                await self._client.disconnect()
        with contextlib.suppress(Exception):
            self._client.disconnect_socket()
