# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP requests of a task in its result."""

from __future__ import annotations

import re

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils import trace
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import transport
from ansible_collections.coxswain.helm.plugins.module_utils.module import runner
from ansible_collections.coxswain.helm.plugins.module_utils.module.definition import ModuleDefinition
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection

SECRET = {"kind": "Secret", "metadata": {"name": "shop"}, "data": {"password": "cDRzc3cwcmQ="}}
PATH = "/api/v1/namespaces/web/secrets/shop"


def write_and_read(module):
    api = connection.connect_from(module)
    try:
        api.request("PUT", PATH, {"fieldManager": "helm"}, SECRET)
        api.request("GET", PATH)
    finally:
        api.close()
    return {"changed": True}


@pytest.fixture
def run(task, server):
    """Run a task that writes and reads a Secret; the result."""

    def call(verbosity, work=write_and_read):
        module = task(connection.SPEC, host=server.address, api_key="s3cr3t")
        module.verbosity = verbosity
        return runner.run(module, ModuleDefinition(connection.SPEC, work))

    return call


def test_method_path_status_and_duration(run, server):
    server.say(200, SECRET).say(200, SECRET)
    result = run(4)
    put, get = result["http_trace"]
    assert re.fullmatch(re.escape(f"PUT {PATH}?fieldManager=helm 200 ") + r"\d+ ms", put)
    assert re.fullmatch(re.escape(f"GET {PATH} 200 ") + r"\d+ ms", get)
    assert "cDRzc3cwcmQ=" not in str(result)
    assert "s3cr3t" not in str(result)


def test_a_failed_task_shows_every_attempt(run, server, monkeypatch):
    monkeypatch.setattr(transport.time, "sleep", lambda _seconds: None)
    server.say(429, {}, Retry_After="1").say(404, {"kind": "Status", "message": "not found"})
    result = run(4)
    assert result["failed"] is True
    assert [line.split()[2] for line in result["http_trace"]] == ["429", "404"]


# name, verbosity, COXSWAIN_TRACE, whether there is a trace
SWITCHES = [
    ("by default", 0, None, False),
    ("-vvv", 3, None, False),
    ("-vvvv", 4, None, True),
    ("the variable", 0, "1", True),
    ("the variable set to 0", 0, "0", False),
    ("an empty variable", 0, "", False),
]


@pytest.mark.parametrize(
    ("verbosity", "variable", "expected"), [row[1:] for row in SWITCHES], ids=[row[0] for row in SWITCHES]
)
def test_when_tracing_is_on(run, monkeypatch, verbosity, variable, expected):
    monkeypatch.delenv("COXSWAIN_TRACE", raising=False)
    if variable is not None:
        monkeypatch.setenv("COXSWAIN_TRACE", variable)
    assert ("http_trace" in run(verbosity)) is expected


def test_without_a_request_there_is_nothing_to_show(run):
    assert run(4, lambda _module: {"changed": False}) == {"changed": False}


def test_no_work_while_tracing_is_off(run, monkeypatch):
    def never(*_):
        raise AssertionError("a request was traced")

    monkeypatch.setattr(transport, "traced", never)
    monkeypatch.setattr(trace, "_shown", never)
    assert run(0) == {"changed": True}
