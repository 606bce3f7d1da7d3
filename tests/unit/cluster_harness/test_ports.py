# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose free ports and record them."""

from __future__ import annotations

import socket

import pytest
from harness import ports


def test_chosen_ports_are_free_and_distinct() -> None:
    chosen = ports.choose(["a", "b", "c"], taken=())
    assert list(chosen) == ["a", "b", "c"]
    assert len(set(chosen.values())) == 3
    assert all(port in ports.RANGE and ports.is_free(port) for port in chosen.values())


def test_a_port_in_use_is_not_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not ports.is_free(listener.getsockname()[1])


def test_taken_ports_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "RANGE", range(20000, 20003))
    monkeypatch.setattr(ports, "is_free", lambda port: port != 20000)
    assert ports.choose(["a"], taken=[20001]) == {"a": 20002}
    with pytest.raises(RuntimeError, match="between 20000 and 20002"):
        ports.choose(["a", "b"], taken=[20001])
