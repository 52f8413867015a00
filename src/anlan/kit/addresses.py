"""Names of machines → addresses, and what an address is. What may be called with them is decided elsewhere.

``records.notices.channels.outgoing`` goes to the public network, ``kit.field_network`` to plants.
"""

import ipaddress
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

Address = IPv4Address | IPv6Address


def addresses_of(host: str) -> list[str]:
    """All addresses of a name or an address, IPv4 first; blocks while a name is looked up.

    Raises:
        OSError: the name is not known.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except UnicodeError as error:
        raise OSError(f"{host!r} is no name of a machine") from error
    return sorted(found, key=lambda address: (":" in address, address))


def plain(text: str) -> Address:
    """Without the name of an interface, and as IPv4 what is IPv4 in another dress."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def is_within(address: Address, entries: Iterable[str]) -> bool:
    """True when an entry is this address or a network that holds it; names among the entries say nothing here."""
    return any(_holds(entry, address) for entry in entries)


def listed(text: str) -> list[str]:
    """Entries of a setting of hosts, addresses and networks, comma-separated."""
    return [entry.strip().lower() for entry in text.split(",") if entry.strip()]


def _holds(entry: str, address: Address) -> bool:
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False
