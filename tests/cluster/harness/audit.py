# SPDX-License-Identifier: GPL-3.0-or-later
"""The API server's audit log: which requests clients have sent. It is how a test proves that nothing was written.

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

#: The user as whom the harness itself sends requests; its requests are left out.
HARNESS = "coxswain:harness"

#: The user of the cluster's kubeconfig.
ADMIN = "coxswain:admin"

#: Components of the cluster, whose requests the log leaves out from the start.
COMPONENTS = (
    "system:apiserver",
    "system:kube-controller-manager",
    "system:kube-scheduler",
    "coxswain:nodes",
)

#: Reviews are questions that are asked with a create, and these subresources open a connection: nothing is stored.
QUESTIONS = ("authorization.k8s.io", "authentication.k8s.io")
CONNECTIONS = ("portforward", "exec", "attach", "proxy")


@dataclasses.dataclass(frozen=True)
class Request:
    """One finished request."""

    verb: str
    user: str
    #: The API group, empty for the core group and for paths that are no resource.
    group: str
    #: Plural, empty for paths that are no resource.
    resource: str
    subresource: str
    namespace: str
    name: str
    dry_run: bool
    #: HTTP status of the answer; 0 when there was none.
    status: int
    #: Path and query as sent.
    uri: str
    agent: str
    #: When the request came in, RFC 3339 with microseconds.
    time: str

    @property
    def writes(self) -> bool:
        """Whether the request asks for something to be stored or deleted, dry run or not."""
        if self.verb not in WRITES or self.subresource in CONNECTIONS:
            return False
        return self.group not in QUESTIONS and (self.resource, self.subresource) != ("serviceaccounts", "token")

    @property
    def changes(self) -> bool:
        """Whether the request has stored or deleted something: a write, no dry run, and not refused."""
        return self.writes and not self.dry_run and self.status < 400

    def __str__(self) -> str:
        kind = "/".join(part for part in (self.group, self.resource, self.subresource) if part)
        what = "/".join(part for part in (self.namespace, self.name) if part)
        return f"{self.verb} {kind or self.uri} {what}{' (dry run)' if self.dry_run else ''} -> {self.status}"


class AuditLog:
    """The log in the file ``path``; it only ever grows."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def mark(self) -> int:
        """A place in the log, the end as it is now, to read on from later."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def requests(self, since: int = 0, user: str | None = None) -> list[Request]:
        """The requests after ``since``, in the order in which they ended; of one ``user`` only, if given."""
        try:
            with self.path.open("rb") as file:
                file.seek(since)
                content = file.read()
        except FileNotFoundError:
            return []
        # What follows the last line end is a line that is being written.
        complete = content[: content.rfind(b"\n") + 1]
        found = parse(complete.decode(errors="replace").splitlines())
        return [item for item in found if (item.user == user if user else item.user != HARNESS)]

    def writes(self, since: int = 0, user: str | None = None, dry_run: bool | None = None) -> list[Request]:
        """Requests that ask for a write; only dry runs with ``dry_run=True``, none of them with False."""
        found = [request for request in self.requests(since, user) if request.writes]
        return found if dry_run is None else [request for request in found if request.dry_run == dry_run]

    def changes(self, since: int = 0, user: str | None = None) -> list[Request]:
        """Requests that have changed something stored."""
        return [request for request in self.requests(since, user) if request.changes]


def parse(lines: Iterable[str]) -> Iterator[Request]:
    """Requests out of the log's lines, one JSON event a line."""
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
    # The one who counts under impersonation is the one impersonated.
    user = event.get("impersonatedUser") or event.get("user") or {}
    return str(user.get("username", ""))


def _dry_run(uri: str, body: Any) -> bool:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)
    if "All" in query.get("dryRun", []):
        return True
    # Deletes may say it in their body, which is why the policy logs their bodies.
    return isinstance(body, dict) and body.get("kind") == "DeleteOptions" and "All" in (body.get("dryRun") or [])


def policy(everything: bool) -> str:
    """The audit policy: writes of clients, or with ``everything`` their reads too."""
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
