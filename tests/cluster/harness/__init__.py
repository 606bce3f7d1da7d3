# SPDX-License-Identifier: GPL-3.0-or-later
"""The local test cluster: a real control plane, simulated nodes, and real Helm to compare with.

    import harness

    cluster = harness.Cluster("default", audit="writes")
    cluster.up(harness.Console())        # builds what is missing (minutes, once a machine), then about 10 s
    os.environ |= cluster.env()          # KUBECONFIG, COXSWAIN_AUDIT_LOG, HELM4 and HELM3 where built
    cluster.status()["running"]
    cluster.down()                       # stops every process and removes the state folder; down(keep=True) keeps it

    harness.programs.ensure(["helm4", "helm3"], harness.Console())["helm4"]   # a path

An OCI registry needs no cluster (``registry.py``)::

    with harness.registry.serve(folder, users={"ann": "secret"}, tokens=True) as host: ...

The audit log records all writes::

    mark = cluster.audit.mark()
    ...
    cluster.settle_audit()
    assert cluster.audit.changes(mark) == []                 # nothing stored or deleted
    assert cluster.audit.writes(mark, dry_run=True)          # requests with dryRun=All

``Cluster("default", tier=2)`` has one real node instead (root on Linux only): its pods run, ports can be forwarded.

Pods of tier 1 run nothing. Annotations set their behaviour (``kwok/pod.yaml``): ``coxswain.test/behaviour``
(``ready``, ``completes``, ``exit-N``, ``crash-loop``, ``never-ready``), ``coxswain.test/delay`` and
``coxswain.test/log``. Claims of the default storage class ``standard`` are bound, LoadBalancers get an address.

Faults: ``cluster.stop("apiserver")``, ``start``, ``restart``, all with ``force=True`` for SIGKILL where it makes sense;
``cluster.kubeconfig_for("jane", groups=["dev"], lifetime=datetime.timedelta(days=-1))``;
``cluster.token_for("builder", "default")``. Every failure is a :class:`HarnessError`.
"""

from __future__ import annotations

from . import programs, registry
from .audit import AuditLog
from .cluster import Cluster
from .errors import HarnessError
from .progress import Console, Report, Silent

__all__ = ["AuditLog", "Cluster", "Console", "HarnessError", "Report", "Silent", "programs", "registry"]
