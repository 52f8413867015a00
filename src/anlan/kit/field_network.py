"""Which machines the platform calls by itself in plants: cameras, and devices that are polled.

Plants live on private networks, so those may be called. This machine and its link may not: an address that somebody
typed must not reach the platform's own ports, a neighbour's cloud metadata, or a group of machines at once. What runs
here on purpose, a media server say, is named in ``ANLAN_FIELD_HOSTS``.

The address that was judged is the one to connect to: a name that is asked twice may answer differently.
"""

from anlan.kit.addresses import Address, addresses_of, is_within, listed, plain


class Forbidden(Exception):
    """An address that must not be called; the message says which and what to do."""


def address_to_call(host: str, allowed: str) -> str:
    """The address of a machine in a plant; blocks while a name is looked up.

    Args:
        host: a name or an address, without brackets.
        allowed: ``ANLAN_FIELD_HOSTS``: names, addresses and networks, comma-separated.

    Raises:
        Forbidden: any address of ``host`` is this machine, link-local, a group, or no address of one machine.
        OSError: the name is not known.
    """
    entries, found = listed(allowed), addresses_of(host)
    if host.lower() not in entries:
        for address in found:
            _judge(host, plain(address), entries)
    return found[0]


def _judge(host: str, address: Address, allowed: list[str]) -> None:
    is_elsewhere = not (
        address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )
    if is_elsewhere or is_within(address, allowed):
        return
    raise Forbidden(f"{host} is {address}, on this machine or its link: if that is meant, add it to ANLAN_FIELD_HOSTS")
