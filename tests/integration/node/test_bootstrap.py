# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks ``bootstrap`` and ``teardown`` with a real node, with and without TLS. The reference is Helm 2.17.

The tests depend on each other and run in this order.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates import rotation
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.ensure import ensure
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.specs import (
    CertificateSpec,
    DirectorySpec,
    server_hosts,
)
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import TillerOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import connect as connect_tiller
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.tls import TlsOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server import install, readiness, spec
from tooling.by_hand import run_playbook
from tooling.paths import CORPUS

CHART = "name: note\nversion: 0.1.0\napiVersion: v1\n"
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: note}\n"

ARCHIVES = CORPUS / "repos" / "stable"
#: public charts for Helm 2: the archive, values for the install, and additional values for the upgrade
CHARTS = {
    "mysql": ("mysql-1.6.9.tgz", {"persistence": {"enabled": False}}, {"resources": {"requests": {"cpu": "50m"}}}),
    "redis": (
        "redis-10.5.7.tgz",
        {"master": {"persistence": {"enabled": False}}, "slave": {"persistence": {"enabled": False}}},
        {"cluster": {"enabled": False}},
    ),
}

needs_corpus = pytest.mark.skipif(not ARCHIVES.is_dir(), reason="there is no corpus beside the checkout")


@pytest.fixture(scope="module")
def ssl_folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("bootstrap") / "ssl")


@pytest.fixture
def tls_flags(ssl_folder):
    files = {"ca-cert": "ca.cert", "cert": "helm.cert", "key": "helm.key"}
    return ["--tls-verify", *(f"--tls-{name}={ssl_folder}/{file}.pem" for name, file in files.items())]


def options(folder, name="helm", **more):
    cert, key = f"{folder}/{name}.cert.pem", f"{folder}/{name}.key.pem"
    return TillerOptions(tls=TlsOptions(f"{folder}/ca.cert.pem", cert, key, **more))


def test_without_tls_twice(play, helm2, tmp_path):
    assert play("bootstrap", bootstrap_tls=False) == {"north": 2, "node-1": 0}
    assert play("bootstrap", bootstrap_tls=False) == {"north": 0, "node-1": 0}
    assert 'Server: &version.Version{SemVer:"v2.17.0"' in helm2("version")
    (tmp_path / "note" / "templates").mkdir(parents=True)
    (tmp_path / "note" / "Chart.yaml").write_text(CHART)
    (tmp_path / "note" / "templates" / "map.yaml").write_text(MAP)
    helm2("install", "--name", "note", tmp_path / "note")
    assert "note" in helm2("list")


@pytest.fixture
def chart_lifecycle(tmp_path, helm2_home):
    """Return a function that installs, upgrades, rolls back and deletes public charts through the running Tiller."""

    def call(suffix, tiller_options, flags):
        hosts = {}
        for chart, (archive, values, more) in CHARTS.items():
            theirs = tmp_path / f"{chart}.json"
            theirs.write_text(json.dumps(values | more))
            archive = str(ARCHIVES / archive)
            hosts[chart] = {"archive": archive, "values": values, "more": more, "their_values": str(theirs)}
        helm = [os.environ["HELM2"], "--home", str(helm2_home), *flags]
        common = {"suffix": suffix, "tiller_options": {"backend": "tiller", **tiller_options}, "helm": helm}
        run_playbook(Path(__file__).with_name("charts.yml"), {"charts": hosts}, tmp_path, **common)

    return call


@needs_corpus
def test_public_charts_without_tls(chart_lifecycle):
    chart_lifecycle("plain", {}, [])


def test_with_tls_twice(play, helm2, ssl_folder, tls_flags):
    """Unlike with ``helm init --upgrade``, TLS is enabled in the existing Tiller, which keeps its releases."""
    assert play("bootstrap", "--check", bootstrap_ssl=ssl_folder)["north"] == 1
    assert play("bootstrap", bootstrap_ssl=ssl_folder) == {"north": 2, "node-1": 0}
    assert play("bootstrap", bootstrap_ssl=ssl_folder) == {"north": 0, "node-1": 0}
    assert "note" in helm2("list", *tls_flags)


@needs_corpus
def test_public_charts_with_tls(chart_lifecycle, ssl_folder, tls_flags):
    files = {"ca_cert": "ca.cert", "cert": "helm.cert", "key": "helm.key"}
    chart_lifecycle("tls", {f"tls_{name}": f"{ssl_folder}/{file}.pem" for name, file in files.items()}, tls_flags)


def test_a_client_without_a_certificate_is_refused(api, helm2, ssl_folder):
    helm2("list", "--tiller-connection-timeout", "5", fails=True)
    with pytest.raises(TillerError):
        connect_tiller(TillerOptions(), api)
    with connect_tiller(options(ssl_folder), api) as tiller:
        assert [release.name for release in tiller.list_releases()] == ["note"]


def test_invalid_certificates(api, ssl_folder, tmp_path):
    """Another CA, another client certificate and another server name are TLS errors."""
    other = DirectorySpec(str(tmp_path / "other"), (CertificateSpec("helm", {"CN": "helm"}),))
    ensure(other)
    mixed = TlsOptions(f"{ssl_folder}/ca.cert.pem", f"{other.path}/helm.cert.pem", f"{other.path}/helm.key.pem")
    for tls in (options(other.path).tls, mixed, options(ssl_folder, hostname="elsewhere.example").tls):
        with pytest.raises(TillerError) as raised:
            connect_tiller(TillerOptions(tls=tls), api)
        assert raised.value.reason == "tls", raised.value


def test_rotation_under_load_loses_no_call_after_the_restart(api, ssl_folder, record_testsuite_property):
    """Call Tiller in a loop, while its certificate, its CA and its pods are replaced step by step."""
    server = CertificateSpec("tiller", {"CN": "tiller-server"}, server_hosts("kube-system"), server=True)
    wanted = DirectorySpec(ssl_folder, (server, CertificateSpec("helm", {"CN": "helm"})))

    def tiller():
        parts = [Path(f"{ssl_folder}/{name}.pem").read_bytes() for name in ("tiller.key", "tiller.cert", "ca.cert")]
        return spec.TillerSpec(service_account="tiller", history_max=200, certificates=spec.Certificates(*parts))

    stop, restarted = threading.Event(), threading.Event()
    failures: list[str] = []
    calls, lost = [0], [0]

    def load():
        own = connect(ConnectionOptions())
        try:
            while not stop.is_set():
                settled = not restarted.is_set()
                try:
                    with connect_tiller(options(ssl_folder), own) as connection:
                        assert connection.status("note").name == "note"
                    calls[0] += 1
                except TillerError as error:
                    # During the rollout a call may reach the pod that is terminating.
                    lost[0] += 1
                    if settled and not restarted.is_set():
                        failures.append(str(error))
        finally:
            own.close()

    loop = threading.Thread(target=load)
    loop.start()
    try:
        for step in (rotation.INTRODUCE, rotation.SWITCH, rotation.FINISH):
            restarted.set()
            ensure(wanted, step=step)
            outcome = install.install(api, tiller())
            assert outcome.restarted, step
            readiness.wait_until_ready(api, options(ssl_folder), 120)
            restarted.clear()
            before = calls[0]
            while calls[0] < before + 10 and not failures:
                stop.wait(0.05)
    finally:
        stop.set()
        loop.join()
    record_testsuite_property("successful calls", calls[0])
    record_testsuite_property("calls that reached a terminating pod", lost[0])
    assert failures == []
    assert install.install(api, tiller()).changes == []


def test_teardown(play, api, helm2, ssl_folder, tls_flags):
    with pytest.raises(AssertionError, match="1 deployed release: note"):
        play("teardown", bootstrap_ssl=ssl_folder)
    helm2("delete", "--purge", "note", *tls_flags)
    everything = {"bootstrap_ssl": ssl_folder, "teardown_certificates": True}
    assert play("teardown", **everything)["north"] == 2
    assert play("teardown", **everything)["north"] == 0
    assert os.listdir(ssl_folder) == []
    assert "could not find tiller" in helm2("version", fails=True)
    for path in ("/apis/apps/v1/namespaces/kube-system/deployments", "/api/v1/namespaces/kube-system/services"):
        assert api.items(path, {"labelSelector": "app=helm,name=tiller"}) == []
    assert (
        api.items("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {"labelSelector": "coxswain.helm/tiller"})
        == []
    )
