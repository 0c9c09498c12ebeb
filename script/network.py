"""What the scripts ask the network of this machine.

network.py free PORT [PORT…]    the first free port from each number on, one a line
network.py answers ADDRESS      fail unless the page answers
"""

import socket
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen


def free_ports(wanted):
    """Return a free port for each wanted one; all different."""
    found = []
    for first in wanted:
        found.append(next(port for port in range(first, 65536) if port not in found and is_free(port)))
    return found


def is_free(port):
    with socket.socket() as listener:
        # As servers do: a port whose last connections are just closing is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()
        except OSError:
            return False
    return True


def answers(address):
    started = time.monotonic()
    try:
        with urlopen(address, timeout=60) as page:
            return page.status == 200
    except (URLError, OSError):
        time.sleep(max(0, 0.2 - (time.monotonic() - started)))
        return False


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    if verb == "free":
        print(*free_ports([int(port) for port in arguments]), sep="\n")
    else:
        sys.exit(not answers(arguments[0]))
