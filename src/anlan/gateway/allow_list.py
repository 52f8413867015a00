"""Addresses that one gateway may come from, as an option of a driver gives them."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks_of(text: str) -> tuple[Network, ...]:
    """Addresses and networks separated by commas, also by Chinese ones; none when the text is empty.

    Raises:
        ValueError: an entry is not an address or network.
    """
    entries = [entry.strip() for entry in text.replace("，", ",").split(",")]
    return tuple(ip_network(entry, strict=False) for entry in entries if entry)


def is_allowed(peer: str, networks: tuple[Network, ...]) -> bool:
    """True when there is no allow-list or ``peer`` (an address) is on it."""
    if not networks:
        return True
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)
