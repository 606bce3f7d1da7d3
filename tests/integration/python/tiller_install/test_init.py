# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller is installed as by ``helm init`` with the same flags, and neither changes the Tiller of the other."""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from pathlib import Path

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref, get
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server import install, manifests, updates
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import Certificates, TillerSpec

#: fields of a spec, and the corresponding flags; SSL stands for the directory with the certificates
FLAGS = {
    "no flags": ({}, []),
    "an account": ({"service_account": "tiller"}, ["--service-account", "tiller"]),
    "no token": ({"automount_token": False}, ["--automount-service-account-token=false"]),
    "selectors": ({"node_selectors": {"disk": "ssd", "a/b": "c"}}, ["--node-selectors", "disk=ssd,a/b=c"]),
    "replicas": ({"replicas": 3}, ["--replicas", "3"]),
    "no replica": ({"replicas": 0}, ["--replicas", "0"]),
    "history": ({"history_max": 200}, ["--history-max", "200"]),
    "an image": ({"image": "a.example:5000/tiller:v2.16.1"}, ["--tiller-image", "a.example:5000/tiller:v2.16.1"]),
    "canary": ({"canary": True, "image": "x:v2.1.0"}, ["--canary-image", "-i", "x:v2.1.0"]),
    "host network": ({"host_network": True}, ["--net-host"]),
    "an override": (
        {"overrides": ("spec.template.spec.priorityClassName=high,spec.template.spec.tolerations[0].operator=Exists",)},
        [
            "--override",
            "spec.template.spec.priorityClassName=high,spec.template.spec.tolerations[0].operator=Exists",
        ],
    ),
    "secrets": (
        {"storage": "secret"},
        ["--override", "spec.template.spec.containers[0].command={/tiller,--storage=secret}"],
    ),
    "local only": (
        {"storage": "secret", "local_only": True},
        [
            "--override",
            "spec.template.spec.containers[0].command={/tiller,--storage=secret,--listen=localhost:44134}",
        ],
    ),
    "TLS": (
        {"certificates": False},
        ["--tiller-tls", "--tiller-tls-cert", "SSL/tiller.cert.pem", "--tiller-tls-key", "SSL/tiller.key.pem"],
    ),
    "TLS with verification": (
        {"certificates": True, "service_account": "tiller", "history_max": 10},
        [
            *("--tiller-tls-verify", "--tiller-tls-cert", "SSL/tiller.cert.pem"),
            *("--tiller-tls-key", "SSL/tiller.key.pem", "--tls-ca-cert", "SSL/ca.cert.pem"),
            *("--service-account", "tiller", "--history-max", "10"),
        ],
    ),
}

#: the cases that are tried with an API server
LIVE = ["no flags", "selectors", "an override", "local only", "TLS with verification"]


def spec_of(fields, namespace, ssl):
    fields = dict(fields)
    if "certificates" in fields:
        key, certificate, authority = (
            (Path(ssl) / name).read_bytes() for name in ("tiller.key.pem", "tiller.cert.pem", "ca.cert.pem")
        )
        fields["certificates"] = Certificates(key, certificate, authority if fields["certificates"] else None)
    return TillerSpec(namespace=namespace, **fields)


def flags_of(flags, ssl):
    return [flag.replace("SSL", ssl) for flag in flags]


def declared(document):
    """Return an object without the empty fields that Go prints."""
    document = {name: value for name, value in document.items() if name != "status"}
    document["metadata"] = {name: value for name, value in document["metadata"].items() if value is not None}
    if document["kind"] == "Deployment":
        template = document["spec"]["template"]
        template["metadata"] = {name: value for name, value in template["metadata"].items() if value is not None}
    return document


@pytest.mark.parametrize("case", FLAGS.values(), ids=FLAGS)
def test_manifests_are_those_of_helm_init(case, helm2, certificates):
    fields, flags = case
    spec = spec_of(fields, "tiller-world", certificates.path)
    printed = helm2(
        "init", "--dry-run", "--debug", "--tiller-namespace", "tiller-world", *flags_of(flags, certificates.path)
    )
    theirs = [declared(document) for document in yaml.safe_load_all(printed.partition("---")[2]) if document]
    secret = manifests.secret(spec)
    ours = [manifests.deployment(spec), manifests.service(spec), *([secret] if secret else [])]
    assert ours == theirs


def state(api, namespace):
    """Return the stored objects of a Tiller by kind, with their versions, which every write changes."""
    refs = [
        Ref("apps/v1", "Deployment", namespace, "tiller-deploy"),
        Ref("v1", "Service", namespace, "tiller-deploy"),
        Ref("v1", "Secret", namespace, "tiller-secret"),
    ]
    found = {}
    for ref in refs:
        document = get(api, ref)
        if document is not None:
            metadata = document["metadata"]
            # The Deployment's controller writes its status and an annotation.
            version = metadata["generation"] if ref.kind == "Deployment" else metadata["resourceVersion"]
            found[ref.kind] = (version, metadata.get("labels"), document.get("spec") or document.get("data"))
    return found


@pytest.mark.parametrize("name", LIVE)
def test_a_tiller_of_helm_init_is_not_changed(name, api, namespace, helm2, certificates, cluster):
    fields, flags = FLAGS[name]
    helm2("init", "--skip-refresh", "--tiller-namespace", namespace, *flags_of(flags, certificates.path))
    before = state(api, namespace)
    cluster.settle_audit()
    mark = cluster.audit.mark()
    outcome = install.install(api, spec_of(fields, namespace, certificates.path))
    assert outcome.changes == [] and not outcome.restarted
    assert state(api, namespace) == before
    cluster.settle_audit()
    assert [
        request
        for request in cluster.audit.changes(mark)
        if request.namespace == namespace and request.agent.startswith("coxswain")
    ] == []


@pytest.mark.parametrize("name", LIVE)
def test_helm_init_upgrade_does_not_change_our_tiller(name, api, namespace, helm2, certificates):
    fields, flags = FLAGS[name]
    spec = spec_of(fields, namespace, certificates.path)
    assert [change.ref.kind for change in install.install(api, spec).changes][:2] == ["Deployment", "Service"] or (
        spec.certificates is not None
    )
    before = state(api, namespace)
    helm2("init", "--upgrade", "--skip-refresh", "--tiller-namespace", namespace, *flags_of(flags, certificates.path))
    assert state(api, namespace) == before
    assert install.install(api, spec).changes == []


#: settings that ``helm init --upgrade`` does not change
SETTINGS = [
    {"replicas": 2},
    {"history_max": 5},
    {"node_selectors": {"a": "b"}},
    {"host_network": True},
    {"storage": "secret"},
    {"certificates": True},
    {"automount_token": False},
    {"overrides": ("spec.template.spec.priorityClassName=system-cluster-critical",)},
]


def test_settings_are_changed_and_reset(api, namespace, certificates):
    """Check mode predicts each of the changes."""
    plain = spec_of({}, namespace, certificates.path)
    install.install(api, plain)
    pristine = state(api, namespace)["Deployment"][2]
    for fields in SETTINGS:
        spec = spec_of(fields, namespace, certificates.path)
        for goal in (spec, plain):
            predicted = install.install(api, goal, dry_run=True)
            done = install.install(api, goal)
            assert [change.action for change in done.changes], fields
            assert done.changes == predicted.changes
            assert install.install(api, goal).changes == []
        assert state(api, namespace)["Deployment"][2] == pristine, fields
        assert "Secret" not in state(api, namespace)


@pytest.mark.libraries
def test_manual_changes_are_reverted_and_annotations_of_others_are_kept(api, namespace, certificates):
    spec = spec_of({}, namespace, certificates.path)
    install.install(api, spec)
    pristine = state(api, namespace)["Deployment"][2]
    ref = Ref("apps/v1", "Deployment", namespace, "tiller-deploy")
    patch = {
        "metadata": {"annotations": {"note": "mine"}},
        "spec": {
            "replicas": 4,
            "template": {
                "metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}},
                "spec": {"containers": [{"name": "tiller", "env": [{"name": "TILLER_HISTORY_MAX", "value": "7"}]}]},
            },
        },
    }
    install.live_objects.patch(api, ref, patch, "application/strategic-merge-patch+json")
    assert [change.ref.kind for change in install.install(api, spec).changes] == ["Deployment"]
    live = get(api, ref)
    assert live["metadata"]["annotations"]["note"] == "mine"
    assert live["spec"]["template"]["metadata"].pop("annotations") == {
        "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"
    }
    assert live["spec"] == pristine


def test_conflicts_with_another_writer_are_retried(api, namespace, certificates):
    """Such as the Deployment's controller while pods start."""
    spec = spec_of({}, namespace, certificates.path)
    install.install(api, spec)
    ref = Ref("apps/v1", "Deployment", namespace, "tiller-deploy")
    install.live_objects.patch(api, ref, {"spec": {"replicas": 0}})
    begun = threading.Event()

    def write():
        end = time.monotonic() + 1.0
        count = 0
        while time.monotonic() < end:
            count += 1
            install.live_objects.patch(api, ref, {"metadata": {"annotations": {"count": str(count)}}})
            begun.set()

    other = threading.Thread(target=write)
    other.start()
    try:
        assert begun.wait(10)
        changes = install.install(api, spec).changes
    finally:
        other.join()
    assert [change.ref.kind for change in changes] == ["Deployment"]
    live = get(api, ref)
    assert live["spec"]["replicas"] == 1 and live["metadata"]["annotations"]["count"]


class TestCertificates:
    """Pods read certificates on startup only."""

    @pytest.fixture
    def other(self, certificates, tmp_path):
        from ansible_collections.coxswain.helm.plugins.module_utils.certificates.ensure import ensure

        spec = dataclasses.replace(certificates, path=str(tmp_path / "ssl"))
        ensure(spec)
        return spec

    def annotations(self, api, namespace):
        live = get(api, Ref("apps/v1", "Deployment", namespace, "tiller-deploy"))
        template = live["spec"]["template"]["metadata"].get("annotations") or {}
        return (live["metadata"].get("annotations") or {}).get(updates.PENDING_ANNOTATION), template.get(
            updates.RESTART_ANNOTATION
        )

    def test_new_certificates_replace_the_pods(self, api, namespace, certificates, other):
        install.install(api, spec_of({"certificates": True}, namespace, certificates.path))
        assert self.annotations(api, namespace) == (None, None)
        spec = spec_of({"certificates": True}, namespace, other.path)
        predicted = install.install(api, spec, dry_run=True)
        outcome = install.install(api, spec)
        assert outcome.restarted and predicted.restarted
        assert outcome.changes == predicted.changes
        assert [change.ref.kind for change in outcome.changes] == ["Secret", "Deployment"]
        assert self.annotations(api, namespace) == (None, updates.digest_of(manifests.secret(spec)))
        again = install.install(api, spec)
        assert again.changes == [] and not again.restarted

    def test_a_run_that_was_interrupted_before_the_restart_is_finished(
        self, api, namespace, certificates, other, monkeypatch
    ):
        install.install(api, spec_of({"certificates": True}, namespace, certificates.path))
        spec = spec_of({"certificates": True}, namespace, other.path)
        with monkeypatch.context() as patch:
            patch.setattr(install._Installer, "ensure_deployment", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                install.install(api, spec)
        assert self.annotations(api, namespace)[0]
        assert install.install(api, spec).restarted
        assert self.annotations(api, namespace) == (None, updates.digest_of(manifests.secret(spec)))


def test_an_older_image_is_refused(api, namespace):
    install.install(api, TillerSpec(namespace=namespace, image="r.example:5000/tiller:v2.17.0"))
    older = TillerSpec(namespace=namespace, image="r.example:5000/tiller:v2.16.1")
    with pytest.raises(install.TillerError, match="v2.17.0 is newer than the requested v2.16.1") as raised:
        install.install(api, older)
    assert "force_upgrade" in str(raised.value)
    assert install.install(api, dataclasses.replace(older, allow_downgrade=True)).changes
    # A tag without a version is neither older nor newer.
    assert install.install(api, TillerSpec(namespace=namespace, image="r.example:5000/tiller:mine")).changes


def test_a_missing_namespace(api):
    name = f"nowhere-{os.urandom(2).hex()}"
    with pytest.raises(install.TillerError, match=f"{name} does not exist.*create_namespace"):
        install.install(api, TillerSpec(namespace=name))
    spec = TillerSpec(namespace=name, create_namespace=True)
    predicted = install.install(api, spec, dry_run=True)
    assert get(api, Ref("v1", "Namespace", "", name)) is None
    assert install.install(api, spec).changes == predicted.changes
    install.live_objects.delete(api, Ref("v1", "Namespace", "", name))


def test_an_override_with_an_unknown_field(api, namespace):
    with pytest.raises(install.ApiError, match="sepc"):
        install.install(api, TillerSpec(namespace=namespace, overrides=("spec.template.sepc.x=1",)))
