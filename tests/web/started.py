"""A server in a process of its own has started when it takes a connection."""

from __future__ import annotations

import contextlib
import socket
import time

import pytest


def wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    pytest.fail("the server did not start")
