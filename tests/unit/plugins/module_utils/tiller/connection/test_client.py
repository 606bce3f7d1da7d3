# SPDX-License-Identifier: GPL-3.0-or-later
"""Long calls to a gRPC server: they report that they are still waiting, and can be interrupted."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.client import TillerClient
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.fields import METHODS
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.messages import classes, new
from unit.plugins.module_utils.tiller.messages import revision

pytestmark = pytest.mark.libraries


class Tiller(grpc.GenericRpcHandler):
    """Answers to a rollback once it is allowed to, or refuses it."""

    def __init__(self):
        self.asked, self.may_answer, self.refusal = threading.Event(), threading.Event(), ""

    def service(self, details):
        names = {path: name for name, (path, *_rest) in METHODS.items()}
        name = names[details.method]
        request = classes()[METHODS[name][1]]
        return grpc.unary_unary_rpc_method_handler(
            getattr(self, name), request.FromString, lambda answer: answer.SerializeToString()
        )

    def GetVersion(self, request, context):
        return new("GetVersionResponse", Version=new("Version", sem_ver="v2.17.0"))

    def RollbackRelease(self, request, context):
        self.asked.set()
        self.may_answer.wait(20.0)
        if self.refusal:
            context.abort(grpc.StatusCode.UNKNOWN, self.refusal)
        return new("RollbackReleaseResponse", release=revision(request.name, 4))


class Tunnel:
    failure = None

    def __init__(self, address):
        self.address = address

    def close(self):
        pass


class Observer:
    """Lets Tiller answer after it was asked a few times how the call goes."""

    def __init__(self, tiller, times, act=None):
        self.tiller, self.times, self.idles, self.act = tiller, times, 0, act

    def pause(self):
        return 0.05 if self.idles < self.times else float("inf")

    def idle(self):
        self.idles += 1
        if self.act is not None:
            self.act()
        if self.idles == self.times:
            self.tiller.may_answer.set()


@pytest.fixture
def tiller(tmp_path):
    handler = Tiller()
    pool = ThreadPoolExecutor(4)
    server = grpc.server(pool, handlers=[handler])
    handler.address = f"unix:{tmp_path}/t.sock"
    server.add_insecure_port(handler.address)
    server.start()
    yield handler
    handler.may_answer.set()
    server.stop(None).wait(10.0)
    pool.shutdown()


@pytest.fixture
def client(tiller):
    with TillerClient(Tunnel(tiller.address), "Tiller") as made:
        yield made


def test_the_caller_is_told_while_it_waits(tiller, client):
    observer = Observer(tiller, 3)
    asked = []
    client.observe = lambda name, timeout: asked.append((name, timeout)) or observer
    assert client.rollback("shop", 3, 30).version == 4
    assert asked == [("shop", 30)]
    assert observer.idles == 3


def test_nobody_is_told_of_calls_that_only_read(tiller, client):
    client.observe = lambda *_: pytest.fail("it was asked")
    assert client._get_version() == "v2.17.0"


def test_a_refusal_is_the_same_error(tiller, client):
    tiller.refusal = 'release: "shop" not found'
    tiller.may_answer.set()
    errors = []
    for observe in (None, lambda *_: Observer(tiller, 1)):
        client.observe = observe
        with pytest.raises(TillerError) as caught:
            client.rollback("shop", 3, 30)
        errors.append((str(caught.value), caught.value.reason))
    assert errors[0] == errors[1]
    assert errors[0][1] == "not-found"


@pytest.mark.parametrize("observed", [True, False])
def test_it_can_be_interrupted(tiller, client, observed):
    observer = Observer(tiller, 1000)
    client.observe = (lambda *_: observer) if observed else None

    def interrupt():
        tiller.asked.wait(20.0)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        client.rollback("shop", 3, 30)
    thread.join()
    assert time.monotonic() - started < 15.0
