"""Names and numbers of machines on the Internet."""

import ipaddress

LOCAL_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


def is_local(host: str) -> bool:
    """Whether a name or number leads to this machine or a network of its own only (RFC 6761, RFC 1918)."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.lower().endswith(LOCAL_ENDINGS)


def name_in_spf(host: str) -> str:
    """Return the mechanism by which an SPF record permits a machine to send (RFC 7208, 5)."""
    try:
        return f"ip{ipaddress.ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"
