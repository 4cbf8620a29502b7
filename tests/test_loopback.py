"""The guard that keeps tests on this machine."""

import socket

import httpx
import pytest

LOUD = pytest.fail.Exception


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "10.0.0.1"])
def test_another_machine_is_out_of_reach(host: str) -> None:
    with pytest.raises(LOUD, match="only this machine"):
        socket.create_connection((host, 9), timeout=0.01)
    with pytest.raises(LOUD, match="only this machine"), httpx.Client(trust_env=False) as client:
        client.get(f"http://[{host}]/" if ":" in host else f"http://{host}/")


@pytest.mark.parametrize("connect", ["connect", "connect_ex"])
def test_an_address_needs_no_name(connect: str) -> None:
    with socket.socket() as one, pytest.raises(LOUD, match="only this machine"):
        getattr(one, connect)(("192.0.2.1", 9))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_in_reach(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1])).close()
