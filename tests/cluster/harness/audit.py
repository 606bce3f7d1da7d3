# SPDX-License-Identifier: GPL-3.0-or-later
"""The API server's audit log, which shows a test what clients have written.

``mark = cluster.audit.mark()``, then the work, then ``cluster.audit.changes(mark)``.
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import urllib.parse
from collections.abc import Iterable, Iterator
from typing import Any

WRITES = ("create", "update", "patch", "delete", "deletecollection")

#: The user of the harness itself; its requests are left out.
HARNESS = "coxswain:harness"

#: The user of the cluster's kubeconfig.
ADMIN = "coxswain:admin"

#: Components of the cluster; their requests are not logged.
COMPONENTS = (
    "system:apiserver",
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "coxswain:nodes",
)

#: Creates that store nothing: reviews, and subresources that open a connection.
QUESTIONS = ("authorization.k8s.io", "authentication.k8s.io")
CONNECTIONS = ("portforward", "exec", "attach", "proxy")


@dataclasses.dataclass(frozen=True)
class Request:
    """One finished request."""

    verb: str
    user: str
    #: The API group; empty for the core group and for non-resource paths.
    group: str
    #: The plural name; empty for non-resource paths.
    resource: str
    subresource: str
    namespace: str
    name: str
    dry_run: bool
    #: HTTP status of the response; 0 for none.
    status: int
    #: Path and query as sent.
    uri: str
    agent: str
    #: When the request was received: RFC 3339 with microseconds.
    time: str

    @property
    def writes(self) -> bool:
        """Whether the request asks to store or delete something, dry run or not."""
        if self.verb not in WRITES or self.subresource in CONNECTIONS:
            return False
        return self.group not in QUESTIONS and (self.resource, self.subresource) != ("serviceaccounts", "token")

    @property
    def changes(self) -> bool:
        """Whether the request stored or deleted something: a write that was no dry run and succeeded."""
        return self.writes and not self.dry_run and self.status < 400

    def __str__(self) -> str:
        kind = "/".join(part for part in (self.group, self.resource, self.subresource) if part)
        what = "/".join(part for part in (self.namespace, self.name) if part)
        return f"{self.verb} {kind or self.uri} {what}{' (dry run)' if self.dry_run else ''} -> {self.status}"


class AuditLog:
    """The append-only log in the file ``path``."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def mark(self) -> int:
        """Return the current end of the log, to read from later."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def requests(self, since: int = 0, user: str | None = None) -> list[Request]:
        """Yield the requests after ``since`` in the order in which they completed; only those of ``user``, if given."""
        try:
            with self.path.open("rb") as file:
                file.seek(since)
                content = file.read()
        except FileNotFoundError:
            return []
        # A line without a line end is still being written.
        complete = content[: content.rfind(b"\n") + 1]
        found = parse(complete.decode(errors="replace").splitlines())
        return [item for item in found if (item.user == user if user else item.user != HARNESS)]

    def writes(self, since: int = 0, user: str | None = None, dry_run: bool | None = None) -> list[Request]:
        """Return the requests that ask for a write: only dry runs with ``dry_run=True``, no dry runs with False."""
        found = [request for request in self.requests(since, user) if request.writes]
        return found if dry_run is None else [request for request in found if request.dry_run == dry_run]

    def changes(self, since: int = 0, user: str | None = None) -> list[Request]:
        """Return the requests that changed what is stored."""
        return [request for request in self.requests(since, user) if request.changes]


def parse(lines: Iterable[str]) -> Iterator[Request]:
    """Parse the lines of the log, one JSON event each."""
    for line in lines:
        event = json.loads(line)
        if event.get("stage") not in ("ResponseComplete", "Panic"):
            continue
        reference = event.get("objectRef") or {}
        uri = event.get("requestURI", "")
        yield Request(
            verb=event.get("verb", ""),
            user=_user(event),
            group=reference.get("apiGroup", ""),
            resource=reference.get("resource", ""),
            subresource=reference.get("subresource", ""),
            namespace=reference.get("namespace", ""),
            name=reference.get("name", ""),
            dry_run=_dry_run(uri, event.get("requestObject")),
            status=(event.get("responseStatus") or {}).get("code", 0),
            uri=uri,
            agent=event.get("userAgent", ""),
            time=event.get("requestReceivedTimestamp", ""),
        )


def _user(event: dict[str, Any]) -> str:
    # With impersonation, the impersonated user counts.
    user = event.get("impersonatedUser") or event.get("user") or {}
    return str(user.get("username", ""))


def _dry_run(uri: str, body: Any) -> bool:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)
    if "All" in query.get("dryRun", []):
        return True
    # A delete may carry dryRun in its body, so the policy logs these bodies.
    return isinstance(body, dict) and body.get("kind") == "DeleteOptions" and "All" in (body.get("dryRun") or [])


def policy(everything: bool) -> str:
    """Return the audit policy: writes of clients, and with ``everything`` their reads too."""
    none = {"level": "None"}
    rules: list[dict[str, Any]] = [
        {**none, "users": list(COMPONENTS)},
        {**none, "resources": [{"group": "coordination.k8s.io", "resources": ["leases"]}]},
        {"level": "Request", "verbs": ["delete", "deletecollection"]},
        {"level": "Metadata", "verbs": list(WRITES)},
        {**none, "nonResourceURLs": ["/healthz*", "/livez*", "/readyz*"]},
        {"level": "Metadata"} if everything else none,
    ]
    return json.dumps(
        {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": rules}, indent=1
    )
