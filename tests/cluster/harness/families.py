# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs and how each is built: data only.

A family is a folder below ``programs/`` with its own go.mod and go.sum, since dependencies differ between families;
it may contain Go files of this project.
"""

from __future__ import annotations

import dataclasses

#: Flags of every build, the same for all families so that they share compiled packages.
FLAGS = ("-mod=readonly", "-trimpath", "-buildvcs=false")

_KUBERNETES = "k8s.io/component-base/version"
_HELM4 = "helm.sh/helm/v4/internal/version"
_HELM3 = "helm.sh/helm/v3"


@dataclasses.dataclass(frozen=True)
class Family:
    """Programs that are built from one go.mod."""

    folder: str
    #: Name of a program, and of its file in the cache, to its package.
    packages: dict[str, str]
    #: Values set at link time, name to value (``-X name=value``).
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    #: Build tags.
    tags: tuple[str, ...] = ()

    def flags(self) -> tuple[str, ...]:
        """Return the build flags of the family: :data:`FLAGS` and its tags."""
        return (*FLAGS, f"-tags={','.join(self.tags)}") if self.tags else FLAGS

    def link_flags(self) -> str:
        """Return the value of ``-ldflags``: stripped, with the family's values."""
        return " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in self.values.items())])


#: In build order: programs of the cluster come first.
FAMILIES = (
    Family("etcd", {"etcd": "go.etcd.io/etcd/server/v3"}),
    Family(
        "kubernetes",
        {
            "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
            "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
            "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
            "kubelet": "k8s.io/kubernetes/cmd/kubelet",
            "kube-proxy": "k8s.io/kubernetes/cmd/kube-proxy",
        },
        {
            f"{_KUBERNETES}.gitVersion": "v1.36.3",
            f"{_KUBERNETES}.gitMajor": "1",
            f"{_KUBERNETES}.gitMinor": "36",
            f"{_KUBERNETES}.gitTreeState": "clean",
        },
    ),
    Family("kwok", {"kwok": "sigs.k8s.io/kwok/cmd/kwok"}),
    Family(
        "helm4",
        {"helm4": "helm.sh/helm/v4/cmd/helm"},
        {f"{_HELM4}.version": "v4.3.1", f"{_HELM4}.gitTreeState": "clean"},
    ),
    Family(
        "helm3",
        {"helm3": "helm.sh/helm/v3/cmd/helm"},
        {
            f"{_HELM3}/internal/version.version": "v3.22.0",
            f"{_HELM3}/internal/version.gitTreeState": "clean",
            # The Kubernetes version of the k8s.io modules in its go.mod; without these it assumes 1.20.
            f"{_HELM3}/pkg/chartutil.k8sVersionMajor": "1",
            f"{_HELM3}/pkg/chartutil.k8sVersionMinor": "37",
            f"{_HELM3}/pkg/lint/rules.k8sVersionMajor": "1",
            f"{_HELM3}/pkg/lint/rules.k8sVersionMinor": "37",
        },
    ),
    Family(
        "helm2",
        {"helm2": "k8s.io/helm/cmd/helm", "tiller": "k8s.io/helm/cmd/tiller"},
        {
            "k8s.io/helm/pkg/version.Version": "v2.17.0",
            "k8s.io/helm/pkg/version.BuildMetadata": "",
            "k8s.io/helm/pkg/version.GitTreeState": "clean",
        },
    ),
    Family(
        "registry",
        {"registry": "github.com/distribution/distribution/v3/cmd/registry"},
        {"github.com/distribution/distribution/v3/version.version": "v3.1.2"},
    ),
    # The container runtime of a real node (tier 2).
    Family(
        "containerd",
        {
            "containerd": "github.com/containerd/containerd/v2/cmd/containerd",
            "containerd-shim-runc-v2": "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
            "ctr": "github.com/containerd/containerd/v2/cmd/ctr",
        },
        {"github.com/containerd/containerd/v2/version.Version": "v2.4.2"},
        # No snapshotters of file systems and devices that a test node does not have.
        ("no_btrfs", "no_devmapper", "no_zfs"),
    ),
    Family(
        "cni",
        {
            "bridge": "github.com/containernetworking/plugins/plugins/main/bridge",
            "host-local": "github.com/containernetworking/plugins/plugins/ipam/host-local",
            "loopback": "github.com/containernetworking/plugins/plugins/main/loopback",
            "portmap": "github.com/containernetworking/plugins/plugins/meta/portmap",
        },
    ),
    # This project's own main.go, which evaluates a case of the fuzzer with Helm's packages.
    Family(
        "oracle",
        {"oracle": "coxswain.helm/programs/oracle"},
        {
            f"{_HELM4}.version": "v4.3.1",
            f"{_HELM3}/internal/version.version": "v3.22.0",
            f"{_HELM3}/pkg/chartutil.k8sVersionMajor": "1",
            f"{_HELM3}/pkg/chartutil.k8sVersionMinor": "37",
        },
    ),
)

#: The programs of a cluster.
CLUSTER = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")

#: The programs of a real node.
NODE = (
    "kubelet",
    "kube-proxy",
    "containerd",
    "containerd-shim-runc-v2",
    "ctr",
    "bridge",
    "host-local",
    "loopback",
    "portmap",
    "tiller",
)

#: Real Helm 2 and its Tiller.
HELM2 = ("helm2", "tiller")

#: Real Helm, for tests only.
ORACLES = ("helm4", "helm3")


def family_of(program: str) -> Family:
    """Return the family that builds ``program``; KeyError when none does."""
    for family in FAMILIES:
        if program in family.packages:
            return family
    raise KeyError(program)
