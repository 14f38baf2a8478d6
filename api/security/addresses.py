"""Whose request it is: the peer's address, or what a trusted proxy says of it."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.requests import Request

Network = IPv4Network | IPv6Network


def networks(written: str) -> tuple[Network, ...]:
    """Return the networks of a comma-separated list; raises ValueError where one is not a network."""
    return tuple(ip_network(part.strip(), strict=False) for part in written.split(",") if part.strip())


def client_address(request: Request, trusted: tuple[Network, ...]) -> str:
    """Return the address of the one who asks.

    `X-Forwarded-For` counts only from a trusted proxy, read from the right: the first address that is not itself
    a trusted proxy is the client.
    """
    peer = request.client.host if request.client else ""
    if not _in(peer, trusted):
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer
        if not _in(hop, trusted):
            return hop
    return peer


def limit_key(address: str) -> str:
    """Return what limits are counted by: an IPv4 address, or the /64 of an IPv6 one."""
    if not _is_address(address):
        return address
    parsed = ip_address(address)
    return str(ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address


def _is_address(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


def _in(written: str, trusted: tuple[Network, ...]) -> bool:
    return _is_address(written) and any(ip_address(written) in network for network in trusted)
