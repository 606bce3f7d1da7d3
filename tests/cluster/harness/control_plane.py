# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane: API server, controller manager and scheduler, each one process on 127.0.0.1."""

from __future__ import annotations

from . import audit, kubeconfig
from .api import Client
from .layout import NODE_ADDRESS, SERVICES, Layout
from .processes import Component


def apiserver(layout: Layout, audit_everything: bool) -> Component:
    """Return the API server: RBAC, client certificates, service account tokens, a blocking audit log."""
    port = layout.ports["apiserver"]
    authority = layout.authority.certificate
    serving, accounts, identity = layout.serving, layout.account_key, layout.identity("apiserver")
    policy = layout.config / "audit-policy.json"
    kubeconfig.write(policy, audit.policy(audit_everything))
    asking = Client(port, authority, layout.identity("harness"), timeout=5)
    command = [
        str(layout.programs["kube-apiserver"]),
        f"--secure-port={port}",
        *_reachable(layout),
        f"--etcd-servers=https://127.0.0.1:{layout.ports['etcd']}",
        f"--etcd-cafile={authority}",
        f"--etcd-certfile={identity.certificate}",
        f"--etcd-keyfile={identity.key}",
        f"--tls-cert-file={serving.certificate}",
        f"--tls-private-key-file={serving.key}",
        f"--client-ca-file={authority}",
        "--authorization-mode=RBAC",
        "--allow-privileged=true",
        f"--service-cluster-ip-range={SERVICES}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={accounts.certificate}",
        f"--service-account-signing-key-file={accounts.key}",
        f"--kubelet-certificate-authority={authority}",
        f"--kubelet-client-certificate={identity.certificate}",
        f"--kubelet-client-key={identity.key}",
        "--kubelet-preferred-address-types=InternalIP",
        f"--audit-policy-file={policy}",
        f"--audit-log-path={layout.audit_log}",
        "--audit-log-mode=blocking",
        "--audit-log-maxsize=4096",
        "--profiling=false",
    ]
    return Component(
        "apiserver",
        command,
        lambda: asking.ailment("/readyz"),
        [policy, authority, serving.certificate, accounts.key, identity.certificate],
    )


def _reachable(layout: Layout) -> list[str]:
    """Return the flags for the address that the API server listens on and the one that it advertises."""
    if layout.tier == 1:
        # Nothing runs inside this cluster, so the Service "kubernetes" needs no Endpoints at a loopback address.
        return ["--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none"]
    # All addresses: those of the cluster's own network namespace.
    return ["--bind-address=0.0.0.0", f"--advertise-address={NODE_ADDRESS}"]


def controller_manager(layout: Layout) -> Component:
    """Return the controllers, all with one user, so that their writes are easy to tell from those of clients."""
    accounts, authority = layout.account_key, layout.authority.pair
    command = [
        *_common(layout, "kube-controller-manager", "controller-manager"),
        f"--root-ca-file={authority.certificate}",
        f"--service-account-private-key-file={accounts.key}",
        f"--cluster-signing-cert-file={authority.certificate}",
        f"--cluster-signing-key-file={authority.key}",
        "--cluster-name=coxswain",
        # At the default rate of 20 requests a second, tests would wait for garbage collection and namespace deletion.
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
    ]
    return _component(layout, "controller-manager", command)


def scheduler(layout: Layout) -> Component:
    """The scheduler."""
    command = [
        *_common(layout, "kube-scheduler", "scheduler"),
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
    ]
    return _component(layout, "scheduler", command)


def _common(layout: Layout, program: str, name: str) -> list[str]:
    kubeconfig = layout.kubeconfig_of(name)
    return [
        str(layout.programs[program]),
        f"--kubeconfig={kubeconfig}",
        "--bind-address=127.0.0.1",
        f"--secure-port={layout.ports[name]}",
        f"--tls-cert-file={layout.serving.certificate}",
        f"--tls-private-key-file={layout.serving.key}",
        "--leader-elect=false",
        "--profiling=false",
    ]


def _component(layout: Layout, name: str, command: list[str]) -> Component:
    asking = Client(layout.ports[name], layout.authority.certificate, timeout=2)
    files = [layout.kubeconfig_of(name), layout.serving.certificate]
    return Component(name, command, lambda: asking.ailment("/healthz"), files)
