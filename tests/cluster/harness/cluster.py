# SPDX-License-Identifier: GPL-3.0-or-later
"""A local cluster: start it, repair it, inspect it, stop it."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import os
import pathlib
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import control_plane, etcd, kubeconfig, namespaces, node, node_packages, nodes, ports, programs
from .api import ApiError, Client
from .audit import AuditLog
from .authority import LIFETIME
from .errors import HarnessError
from .layout import NODE_PORTS, PORTS, Layout
from .places import clusters_folder
from .processes import Component, Supervisor
from .progress import Report, Silent

#: In start order.
COMPONENTS = ("etcd", "apiserver", "controller-manager", "scheduler", "node-api", "kwok")

#: The same for a cluster with a real node.
NODE_COMPONENTS = (namespaces.HOLDER, "gateway", *COMPONENTS[:4], *node.COMPONENTS)

#: Seconds that a component has to become healthy; generous, since the machine may be compiling.
PATIENCE = 120.0

#: Seconds after which a running component that is not healthy counts as hung.
HUNG = 8.0

#: The contents of a state folder; nothing else in it is ever removed.
_FOLDERS = ("certificates", "config", "data", "logs", "node", "run")
_FILES = ("cluster.json", "kubeconfig")
#: A cache of Tiller, whose home is the state folder.
_CACHE = ".kube"


class Cluster:
    """The cluster ``name``; creating the object starts nothing.

    ``state`` is its folder (default: NAME below the user's state folder). ``audit`` is ``"writes"`` (default: only
    writes are logged) or ``"all"`` (reads too, for tests that count requests); None keeps what the cluster has.
    ``tier`` is 1 (default: simulated nodes, as any user) or 2 (one real node, as root on Linux); None likewise.
    """

    def __init__(
        self,
        name: str = "default",
        state: os.PathLike[str] | str | None = None,
        audit: str | None = None,
        tier: int | None = None,
    ):
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", name):
            raise HarnessError(f"{name!r} is not a valid cluster name: use up to 40 of a-z, 0-9 and '-'")
        if audit not in (None, "writes", "all"):
            raise HarnessError(f"audit must be 'writes' or 'all', not {audit!r}")
        if tier not in (None, 1, 2):
            raise HarnessError(f"tier must be 1 or 2, not {tier!r}")
        self.name = name
        self._tier_choice = tier
        self.state = pathlib.Path(state).absolute() if state else clusters_folder() / name
        self._audit_choice = audit
        self._supervisor = Supervisor(self.state)

    # For users of the cluster

    @property
    def kubeconfig(self) -> pathlib.Path:
        """Return the administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def ca_file(self) -> pathlib.Path:
        """Return the certificate of the authority that the API server's certificate comes from."""
        return self.state / "certificates" / "ca.crt"

    @property
    def server(self) -> str:
        """Return the API server's URL; HarnessError before the first ``up``."""
        return f"https://127.0.0.1:{self._port('apiserver')}"

    @property
    def audit_log(self) -> pathlib.Path:
        """Return the file of the audit log; :attr:`audit` reads it."""
        return self.state / "logs" / "audit.log"

    @property
    def audit(self) -> AuditLog:
        """The audit log."""
        return AuditLog(self.audit_log)

    @property
    def tier(self) -> int:
        """1: simulated nodes; 2: one real node."""
        return int(self._tier_choice or self._settings().get("tier", 1))

    def env(self) -> dict[str, str]:
        """Variables for programs that use the cluster: KUBECONFIG, COXSWAIN_AUDIT_LOG, and HELM4, HELM3, HELM2 and
        TILLER if built."""
        found = {"KUBECONFIG": str(self.kubeconfig), "COXSWAIN_AUDIT_LOG": str(self.audit_log)}
        built = programs.cached((*programs.ORACLES, *programs.HELM2))
        return found | {name.upper(): str(path) for name, path in built.items()}

    def status(self) -> dict[str, Any]:
        """Return ``running`` (all components are healthy), and for each component its pid, health, reason and log."""
        settings = self._settings()
        found: dict[str, Any] = {
            "name": self.name,
            "state": str(self.state),
            "exists": bool(settings),
            "running": False,
            "tier": self.tier,
            "components": {},
        }
        if not settings:
            return found
        components = self._components(self._layout(programs.cached(self._programs())))
        for component in components:
            process = self._supervisor.running(component.name)
            reason = component.ailment() if process else "it does not run"
            found["components"][component.name] = {
                "pid": process.pid if process else None,
                "healthy": reason is None,
                "reason": reason,
                "log": str(self._supervisor.log(component.name)),
            }
        found["running"] = all(entry["healthy"] for entry in found["components"].values())
        found |= {
            "server": self.server,
            "kubeconfig": str(self.kubeconfig),
            "audit": settings["audit"],
            "audit_log": str(self.audit_log),
        }
        return found

    # Starting and stopping

    def up(self, report: Report | None = None) -> None:
        """Start the cluster, or those components that do not run; a healthy cluster is left alone.

        Returns when its nodes take pods and the namespace default has its service account. HarnessError when a program
        cannot be built or a component does not work.
        """
        report = report or Silent()
        if self.tier == 2:
            node_packages.install(report)
        built = programs.ensure(self._programs(), report)
        with self._lock():
            self._prepare()
            layout = self._layout(built)
            layout.write_kubeconfigs()
            if self.tier == 2:
                self._hold(layout)
            components = self._components(layout)
            # In order and by name: a component need not restart because one that it depends on does.
            stale = [component for component in components if not self._supervisor.current(component)]
            if stale:
                with report.step(f"Start {', '.join(component.name for component in stale)}") as step:
                    self._supervisor.stop([component.name for component in stale])
                    self._start(components, stale, step.note)
            elif all(component.ailment() is None for component in components) and self._ready() is None:
                return
            with report.step(f"Wait until the cluster {self.name} is ready"):
                self._complete(layout, components, stale)

    def down(self, keep: bool = False) -> None:
        """Stop all processes of the cluster and remove its folder; ``keep`` leaves the folder for the next ``up``."""
        with self._lock():
            if keep:
                # Last of all the store, and the namespaces in which everything runs.
                last = ("etcd", "gateway", namespaces.HOLDER)
                self._supervisor.stop([name for name in self._names() if name not in last])
                for name in last:
                    self._supervisor.stop([name])
            else:
                self._supervisor.stop(self._names(), force=True)
            self._supervisor.sweep()
            if self.tier == 2:
                # A running container runtime would restart the containers that are killed here.
                node.clear(self._layout({}, lenient=True))
                self._supervisor.sweep()
            if not keep:
                for folder in (*_FOLDERS, _CACHE):
                    shutil.rmtree(self.state / folder, ignore_errors=True)
                for file in _FILES:
                    (self.state / file).unlink(missing_ok=True)
                # A file of the user's own keeps the folder.
                with contextlib.suppress(OSError):
                    self.state.rmdir()

    # Faults

    def stop(self, component: str, force: bool = False) -> None:
        """Stop one component (see :data:`COMPONENTS`); with ``force`` by SIGKILL."""
        self._known(component)
        self._supervisor.stop([component], force)

    def start(self, component: str) -> None:
        """Start one component and wait until it is healthy."""
        self._known(component)
        layout = self._layout(programs.ensure(self._programs()))
        wanted = next(item for item in self._components(layout) if item.name == component)
        if not self._supervisor.running(component):
            self._supervisor.start(wanted)
        self._supervisor.wait(wanted, PATIENCE)

    def restart(self, component: str, force: bool = False) -> None:
        """Stop and start one component."""
        self.stop(component, force)
        self.start(component)

    # Identities

    def token_for(self, service_account: str, namespace: str = "default", seconds: int = 3600) -> str:
        """Return a bearer token of a service account that is valid for ``seconds`` (at least 600)."""
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{service_account}/token"
        body = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": seconds},
        }
        try:
            return str(self._client().json("POST", path, body)["status"]["token"])
        except (ApiError, OSError) as error:
            raise HarnessError(f"no token for {namespace}/{service_account}: {error}") from error

    def kubeconfig_for(
        self,
        user: str,
        groups: Iterable[str] = (),
        token: str | None = None,
        lifetime: datetime.timedelta = LIFETIME,
    ) -> pathlib.Path:
        """Return a kubeconfig of ``user`` with ``token``, or a certificate of ``lifetime`` (negative: expired)."""
        layout = self._layout({})
        name = "user-" + re.sub(r"[^A-Za-z0-9]+", "-", user)
        if token:
            credentials = {"token": token}
        else:
            credentials = kubeconfig.certificate(layout.authority.client(name, user, groups, lifetime, renew=True))
        trusted = layout.authority.certificate.read_bytes()
        path = layout.config / f"{name}.kubeconfig"
        kubeconfig.write(path, kubeconfig.render(f"coxswain-{self.name}", self.server, trusted, user, credentials))
        return path

    def settle_audit(self) -> None:
        """Wait until the audit log has every request that was completed before this call."""
        mark = self.audit.mark()
        name = f"coxswain-audit-{uuid.uuid4().hex}"
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
        try:
            self._client().create("/api/v1/namespaces/default/configmaps?dryRun=All", body)
        except (ApiError, OSError) as error:
            raise HarnessError(f"the API server does not respond, so its audit log is not complete: {error}") from error
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with self.audit_log.open("rb") as file:
                file.seek(mark)
                if name.encode() in file.read():
                    return
            time.sleep(0.01)
        raise HarnessError(f"the API server writes no audit log: {self.audit_log}")

    # Inner workings

    def _names(self) -> tuple[str, ...]:
        return NODE_COMPONENTS if self.tier == 2 else COMPONENTS

    def _programs(self) -> tuple[str, ...]:
        if self.tier == 1:
            return programs.CLUSTER
        return (*(name for name in programs.CLUSTER if name != "kwok"), *programs.NODE)

    def _hold(self, layout: Layout) -> None:
        """Create the namespaces of a cluster with a real node; processes in earlier ones are stopped."""
        holder = namespaces.holder(layout)
        if self._supervisor.current(holder):
            return
        self._supervisor.stop([name for name in NODE_COMPONENTS if name != "etcd"])
        self._supervisor.stop(["etcd"])
        node.clear(layout)
        self._supervisor.sweep()
        namespaces.prepare(layout)
        self._supervisor.start(holder)
        self._supervisor.wait(holder, PATIENCE)
        namespaces.make_cgroups(node.cgroup(layout))

    def _start(self, components: list[Component], stale: list[Component], note: Callable[[str], None]) -> None:
        """Start ``stale`` in order; wait for the API server and the runtime before components that depend on them."""
        for component in components:
            if component in stale:
                note(f"starting {component.name}")
                self._supervisor.start(component)
            if component.name in ("apiserver", "containerd"):
                for early in components[: components.index(component) + 1]:
                    note(f"waiting for {early.name}")
                    self._await(early, early in stale)

    def _await(self, component: Component, fresh: bool) -> None:
        """Wait until a component is healthy; a hung one that was not started just now is killed and restarted."""
        try:
            self._supervisor.wait(component, PATIENCE if fresh else HUNG)
        except HarnessError:
            if fresh:
                raise
            self._supervisor.stop([component.name], force=True)
            self._supervisor.start(component)
            self._supervisor.wait(component, PATIENCE)

    def _complete(self, layout: Layout, components: list[Component], fresh: list[Component]) -> None:
        client = self._client()
        for component in components:
            self._await(component, component in fresh)
        if self.tier == 2:
            nodes.create_storage_class(client)
            node.import_images(layout, namespaces.command(self._supervisor))
        else:
            nodes.create(client, layout.ports["node-api"])
        deadline = time.monotonic() + PATIENCE
        while (reason := self._ready()) is not None:
            for component in components:
                if not self._supervisor.running(component.name):
                    raise self._supervisor.failure(component.name, "it ended")
            if time.monotonic() > deadline:
                raise HarnessError(
                    f"the cluster {self.name} is not ready after {PATIENCE:.0f} s: {reason}; "
                    f"the logs are in {self._supervisor.logs}"
                )
            time.sleep(0.05)

    def _ready(self) -> str | None:
        """Return None when charts can be installed, else what is missing."""
        client = self._client()
        default = "/api/v1/namespaces/default"
        try:
            for path in (f"{default}/serviceaccounts/default", f"{default}/configmaps/kube-root-ca.crt"):
                client.text("GET", path)
            if self.tier == 2:
                return node.ailment(client)
            if len(client.json("GET", "/api/v1/nodes")["items"]) < len(nodes.NODES):
                return "there are no nodes"
            return nodes.ailment(client)
        except (ApiError, OSError) as error:
            return str(error)

    def _components(self, layout: Layout) -> list[Component]:
        everything = self._settings().get("audit") == "all"
        if self.tier == 2:
            process = self._supervisor.running(namespaces.HOLDER)
            pid = process.pid if process else 0
            return [
                namespaces.holder(layout),
                namespaces.gateway(layout, pid),
                *(
                    namespaces.inside(component, pid)
                    for component in (
                        etcd.component(layout),
                        control_plane.apiserver(layout, everything),
                        control_plane.controller_manager(layout),
                        control_plane.scheduler(layout),
                        node.containerd(layout, pid),
                        node.kubelet(layout),
                        node.kube_proxy(layout),
                    )
                ),
            ]
        return [
            etcd.component(layout),
            control_plane.apiserver(layout, everything),
            control_plane.controller_manager(layout),
            control_plane.scheduler(layout),
            nodes.node_api(layout),
            nodes.kwok(layout),
        ]

    def _layout(self, built: dict[str, pathlib.Path], lenient: bool = False) -> Layout:
        """Return the layout; with ``lenient`` also of a cluster that has no ports yet."""
        missing = {name: pathlib.Path(name) for name in self._programs() if name not in built}
        known = self._settings().get("ports", {}) if lenient else {}
        chosen = known if lenient else {name: self._port(name) for name in self._ports()}
        return Layout(self.name, self.state, chosen, {**missing, **built}, self.tier)

    def _ports(self) -> tuple[str, ...]:
        return NODE_PORTS if self.tier == 2 else PORTS

    def _client(self) -> Client:
        layout = self._layout({})
        return Client(layout.ports["apiserver"], layout.authority.certificate, layout.identity("harness"))

    def _prepare(self) -> None:
        """Create the folder, the authority and the settings; stop components that a change of these invalidates."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.state.chmod(0o700)
        for folder in _FOLDERS:
            (self.state / folder).mkdir(mode=0o700, exist_ok=True)
        settings = self._settings()
        if settings and settings.get("tier", 1) != self.tier:
            raise HarnessError(f"the cluster {self.name} is one of tier {settings.get('tier', 1)}: take it down first")
        known = settings.get("ports", {})
        # Another program may have taken the port of a component that does not run.
        kept = {
            name: port
            for name, port in known.items()
            if name in self._ports() and (self._listener(name) or ports.is_free(port))
        }
        layout = Layout(self.name, self.state, kept, {})
        renewed = layout.authority.establish()
        if renewed:
            self._supervisor.stop(self._names())
        with self._siblings() as taken:
            lacking = [name for name in self._ports() if name not in kept]
            kept |= ports.choose(lacking, {*taken, *kept.values()})
            audit = self._audit_choice or settings.get("audit", "writes")
            wanted = {"name": self.name, "audit": audit, "ports": kept, "tier": self.tier}
            if wanted != settings:
                kubeconfig.write(self.state / "cluster.json", json.dumps(wanted, indent=1))

    def _listener(self, port: str) -> bool:
        """Return whether the component that listens on the port on the host's side is running."""
        return self._supervisor.running("gateway" if self.tier == 2 else port.removesuffix("-peer")) is not None

    @contextlib.contextmanager
    def _siblings(self) -> Iterator[set[int]]:
        """Yield the ports of the other clusters, and keep these from choosing new ones meanwhile."""
        with _locked(self.state.parent / ".ports.lock"):
            taken: set[int] = set()
            for file in self.state.parent.glob("*/cluster.json"):
                if file.parent != self.state:
                    with contextlib.suppress(OSError, ValueError, AttributeError):
                        taken |= set(json.loads(file.read_text()).get("ports", {}).values())
            yield taken

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Let one process at a time change the cluster; the kernel releases the lock when the process ends."""
        self.state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.state.with_name(f".{self.state.name}.lock")):
            yield

    def _settings(self) -> dict[str, Any]:
        try:
            settings = json.loads((self.state / "cluster.json").read_text())
        except (OSError, ValueError):
            return {}
        return settings if isinstance(settings, dict) else {}

    def _port(self, name: str) -> int:
        port = self._settings().get("ports", {}).get(name)
        if not isinstance(port, int):
            raise HarnessError(f"the cluster {self.name} was never started (there is nothing in {self.state})")
        return port

    def _known(self, component: str) -> None:
        if component not in self._names():
            raise HarnessError(f"there is no component {component!r}; there are {', '.join(self._names())}")


@contextlib.contextmanager
def _locked(path: pathlib.Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
