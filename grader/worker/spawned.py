"""One worker in an interpreter of its own, where there is no fork (macOS, Windows). Runs on the untrusted side."""

from __future__ import annotations

import json
import os
import socket
import sys

from grader.wire.torchvision_schemas import declare_torchvision_schemas
from grader.worker import enclosure, preload, serve


def main(arguments: list[str]) -> None:
    """Take the wire from the first line of standard input, seal the process as far as it goes, serve."""
    setup = json.loads(sys.stdin.buffer.readline())
    connection = _connection(setup)
    torchvision = declare_torchvision_schemas()
    preload.warm_up()
    serve.redirect_output(os.dup(1))
    names = enclosure.seal(None, setup["limits"], (0, 1, 2, connection.fileno()), os.getcwd())
    serve.begin(connection, names)
    del torchvision
    os._exit(0)


def _connection(setup: dict[str, str]) -> socket.socket:
    if sys.platform == "win32":
        return socket.fromshare(bytes.fromhex(setup["share"]))
    return socket.socket(fileno=int(setup["descriptor"]))
