"""What the scripts ask the network of this machine.

network.py free PORT [PORT…]    the first free port from each number on, one a line
network.py answers PID ADDRESS  fail unless this process listens there and the page answers
"""

import socket
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

LISTENING = "0A"


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


def listens(pid, port):
    """Tell our server from another program that took the port a moment earlier."""
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {fields[9] for fields in sockets if fields[3] == LISTENING and int(fields[1].split(":")[1], 16) == port}
    open_files = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}
    return any(f"socket:[{inode}]" in open_files for inode in inodes)


def answers(pid, address):
    try:
        if listens(pid, urlsplit(address).port):
            with urlopen(address, timeout=60) as page:
                return page.status == 200
    except (URLError, OSError):
        pass
    time.sleep(0.2)
    return False


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    if verb == "free":
        print(*free_ports([int(port) for port in arguments]), sep="\n")
    else:
        sys.exit(not answers(*arguments))
