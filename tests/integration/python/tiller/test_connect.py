# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to Tiller: by address and through the API server, with and without TLS; and their errors."""

from __future__ import annotations

import contextlib
import datetime
import glob
import os
import stat
import tempfile
import threading
import time

import harness.tiller
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.readiness import is_pod_ready
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import TillerOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import connect as connect_tiller
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.find_pod import LABELS
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.tls import TlsOptions
from harness.authority import Authority

pytestmark = pytest.mark.libraries

ROLE = "rbac.authorization.k8s.io/v1"


@pytest.fixture(scope="session")
def secure(cluster, new_namespace, authority):
    """Run a Tiller that requires a client certificate, with its records in Secrets."""
    namespace = new_namespace("tiller-tls")
    with harness.tiller.run(cluster, namespace, namespace=namespace, storage="secret", authority=authority) as running:
        yield running


@pytest.fixture(scope="session")
def identity(authority):
    return authority.client("client", "ann")


@pytest.fixture
def tls(authority, identity):
    """Return a function that returns TLS options, with the given changes."""

    def make(**changes):
        options = {"ca_cert": authority.certificate, "cert": identity.certificate, "key": identity.key, **changes}
        return TlsOptions(**{name: v if isinstance(v, bool) else str(v) for name, v in options.items()})

    return make


@pytest.fixture
def pod(api):
    """Return a function that creates a Tiller pod; port forwarding leads to a local port, or fails with a message."""
    made = []

    def make(namespace, port=0, *, error=None, ready=True, labels=None, name=None, owner=None):
        annotations = {
            "coxswain.test/forward": str(port),
            "coxswain.test/behaviour": "ready" if ready else "never-ready",
        }
        if error:
            annotations["coxswain.test/forward-error"] = error
        name = name or f"tiller-deploy-{len(made)}"
        metadata = {
            "name": name,
            "namespace": namespace,
            "annotations": annotations,
            "labels": labels or LABELS,
        }
        spec = {"containers": [{"name": "tiller", "image": "example/tiller"}]}
        objects.create(api, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
        made.append(objects.Ref("v1", "Pod", namespace, name))
        deadline = time.monotonic() + 60
        while ready and not is_pod_ready(objects.get(api, made[-1])):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return name

    return make


def refusal(options, api=None):
    with pytest.raises(TillerError) as caught, connect_tiller(options, api, 10.0):
        pass
    return caught.value


def test_by_address(server):
    with connect_tiller(TillerOptions(host=server.address)) as tiller:
        assert (tiller.version, tiller.healthy(), tiller.list_releases()) == ("v2.17.0", True, tiller.list_releases())


def test_through_the_api_server(api, server, new_namespace, pod):
    namespace = new_namespace("forward")
    name = pod(namespace, server.port)
    before = set(glob.glob(os.path.join(tempfile.gettempdir(), "coxswain-helm-*")))
    with connect_tiller(TillerOptions(namespace=namespace), api) as tiller:
        assert tiller.where == f"Tiller in pod {namespace}/{name}"
        (folder,) = set(glob.glob(os.path.join(tempfile.gettempdir(), "coxswain-helm-*"))) - before
        # Other users cannot access the socket.
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert os.listdir(folder) == ["tiller.sock"]
        assert tiller.history("no-such-release") == []
    assert not os.path.exists(folder)


def test_large_messages_cross_the_port_forward(api, server, new_namespace, pod, shop, make_chart):
    chart = make_chart()
    (chart / "large.bin").write_bytes(os.urandom(3 * 1024 * 1024))
    namespace = new_namespace("forward")
    pod(namespace, server.port)
    with connect_tiller(TillerOptions(namespace=namespace), api) as shop.tiller:
        files = shop.present(chart, check=True).release.chart["files"]
        assert any(file["name"] == "large.bin" and len(file["data"]) == 4 * 1024 * 1024 for file in files)


def test_tls_by_address_and_through_the_api_server(api, secure, new_namespace, pod, tls):
    namespace = new_namespace("forward")
    pod(namespace, secure.port)
    for options in ({"host": secure.address}, {"namespace": namespace}):
        with connect_tiller(TillerOptions(**options, tls=tls()), api) as tiller:
            assert tiller.healthy()
        with connect_tiller(TillerOptions(**options, tls=tls(verify=False, ca_cert="")), api) as tiller:
            assert tiller.healthy()


def test_a_name_in_the_certificate(cluster, new_namespace, authority, tls):
    namespace = new_namespace("tiller-named")
    with harness.tiller.run(
        cluster, namespace, namespace=namespace, authority=authority, hosts=["tiller-deploy"]
    ) as named:
        error = refusal(TillerOptions(host=named.address, tls=tls()))
        assert "not valid for 127.0.0.1. Set tls_hostname" in str(error)
        assert "not valid for another" in str(refusal(TillerOptions(named.address, tls=tls(hostname="another"))))
        with connect_tiller(TillerOptions(host=named.address, tls=tls(hostname="tiller-deploy"))) as tiller:
            assert tiller.version


@pytest.mark.parametrize(
    ("made", "message"),
    [
        pytest.param(
            lambda own, other, tls: tls(ca_cert=other.certificate), "certificate is not trusted", id="authority"
        ),
        pytest.param(
            lambda own, other, tls: tls(cert=other.client("a", "a").certificate, key=other.client("a", "a").key),
            "rejects the client certificate, which another CA has issued",
            id="client of another authority",
        ),
        pytest.param(
            lambda own, other, tls: tls(
                cert=own.client("old", "a", lifetime=datetime.timedelta(days=-1)).certificate,
                key=own.folder / "old.key",
            ),
            "rejects the client certificate, which has expired. Renew tls_cert",
            id="expired client",
        ),
        pytest.param(lambda own, other, tls: tls(key=other.client("a", "a").key), "belong together", id="another key"),
        pytest.param(lambda own, other, tls: tls(cert="/no/such"), "tls_cert /no/such: cannot be read", id="no file"),
        pytest.param(lambda own, other, tls: tls(ca_cert=""), "tls_ca_cert: is required", id="no authority"),
        pytest.param(
            lambda own, other, tls: None, "If Tiller uses TLS, set tls_ca_cert, tls_cert and tls_key", id="plain"
        ),
    ],
)
def test_tls_that_fails(secure, authority, tls, tmp_path, made, message):
    other = Authority(tmp_path / "other")
    other.establish()
    error = refusal(TillerOptions(host=secure.address, tls=made(authority, other, tls)))
    assert message in str(error) and error.reason == "tls"


def test_an_expired_server(cluster, new_namespace, tmp_path, monkeypatch):
    from harness import authority as authorities

    own = Authority(tmp_path / "own")
    own.establish()
    client = own.client("client", "ann")
    monkeypatch.setattr(authorities, "LIFETIME", datetime.timedelta(days=-1))
    namespace = new_namespace("tiller-old")
    with harness.tiller.run(cluster, namespace, namespace=namespace, authority=own) as old:
        options = TlsOptions(str(own.certificate), str(client.certificate), str(client.key))
        assert "Tiller's certificate has expired" in str(refusal(TillerOptions(host=old.address, tls=options)))


def test_tls_where_there_is_none(server, tls):
    assert "the server does not use TLS" in str(refusal(TillerOptions(host=server.address, tls=tls())))


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("127.0.0.1:9", "Tiller at 127.0.0.1:9: cannot connect: connection refused"),
        ("no.such.host.invalid:44134", "unknown host name"),
        ("http://127.0.0.1:44134", "is not a valid address"),
        ("127.0.0.1:99999", "is not a valid address"),
    ],
)
def test_invalid_addresses(host, message):
    assert message in str(refusal(TillerOptions(host=host)))


def test_no_suitable_pod(api, server, new_namespace, pod):
    namespace = new_namespace("forward")
    options = TillerOptions(namespace=namespace)
    assert refusal(options, api).reason == "absent"
    pod(namespace, server.port, ready=False)
    error = refusal(options, api)
    assert error.reason == "not-ready" and "tiller-deploy-0 is " in error.what
    pod(namespace, server.port)
    with connect_tiller(options, api) as tiller:
        assert tiller.version
    pod(namespace, server.port)
    error = refusal(options, api)
    assert error.reason == "several" and "tiller-deploy-1, tiller-deploy-2" in error.what


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unable to do port forwarding: socat not found.", "the node has no socat"),
        ("unable to do port forwarding: nsenter not found", "the node has no nsenter"),
        (None, "nothing listens on Tiller's port in its pod"),
    ],
    ids=["socat", "nsenter", "nothing listens"],
)
def test_a_node_that_cannot_forward(api, new_namespace, pod, tls, text, message):
    namespace = new_namespace("forward")
    pod(namespace, 9, error=text)
    for options in (None, tls()):
        error = refusal(TillerOptions(namespace=namespace, tls=options), api)
        assert message in str(error) and error.reason == "unreachable"
    assert text is None or "coxswain.helm.node_prep" in str(error)


def test_missing_permissions(cluster, api, server, new_namespace, pod):
    namespace = new_namespace("forward")
    pod(namespace, server.port)
    options = TillerOptions(namespace=namespace)
    user = f"user-{namespace}"
    with contextlib.closing(connect(ConnectionOptions(kubeconfig=str(cluster.kubeconfig_for(user))))) as theirs:
        error = refusal(options, theirs)
        assert error.reason == "forbidden" and "Grant list on pods" in str(error)
        for name, rules in (
            ("look", [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]),
            ("forward", [{"apiGroups": [""], "resources": ["pods/portforward"], "verbs": ["get", "create"]}]),
        ):
            head = {"apiVersion": ROLE, "metadata": {"name": name, "namespace": namespace}}
            objects.create(api, {**head, "kind": "Role", "rules": rules})
            reference = {"apiGroup": ROLE.partition("/")[0], "kind": "Role", "name": name}
            subjects = [{"apiGroup": ROLE.partition("/")[0], "kind": "User", "name": user}]
            objects.create(api, {**head, "kind": "RoleBinding", "roleRef": reference, "subjects": subjects})
            if name == "look":
                deadline = time.monotonic() + 10
                while "Grant get and create on pods/portforward" not in str(error) and time.monotonic() < deadline:
                    error = refusal(options, theirs)
                assert "Grant get and create on pods/portforward" in str(error)
        deadline = time.monotonic() + 10
        while True:
            try:
                with connect_tiller(options, theirs) as tiller:
                    assert tiller.version
                return
            except TillerError:
                assert time.monotonic() < deadline


def test_threads_and_sockets_are_cleaned_up(server, tls):
    threads = threading.active_count()
    for _ in range(5):
        refusal(TillerOptions(host=server.address, tls=tls()))
        with connect_tiller(TillerOptions(host=server.address)) as tiller:
            assert tiller.version
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(t.name == "tiller-tunnel" for t in threading.enumerate()[threads:]):
        time.sleep(0.05)
    assert threading.active_count() <= threads + 1
