# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve the connection options of a task to an :class:`~.api.Api`.

Options take precedence over the kubeconfig, and the kubeconfig over the service account of a pod. With ``host`` the
kubeconfig is ignored, unless a kubeconfig or context is set as well. ``KUBECONFIG`` and ``~/.kube/config`` are read
here; the ``K8S_AUTH_*`` environment variables are part of the modules' argument specs.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ConnectionOptionsError
from ..trace import Sink
from . import credentials, kubeconfig
from .api import Api
from .endpoint import Endpoint
from .transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from .credentials import Credentials
    from .session import Session
    from .sessions import Sessions

_SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"


@dataclass(frozen=True)
class ConnectionOptions:
    """The connection options of every module, by the same names.

    :param kubeconfig: a path (or several, separated as in ``PATH``), or the content as a mapping or JSON text.
    :param validate_certs: ``None`` for the setting of the kubeconfig.
    :param in_cluster: use the pod's service account only.
    """

    kubeconfig: str | dict[str, Any] | None = field(default=None, repr=False)
    context: str | None = None
    host: str | None = None
    api_key: str | None = field(default=None, repr=False)
    ca_cert: str | None = None
    validate_certs: bool | None = None
    client_cert: str | None = None
    client_key: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    no_proxy: str | None = None
    proxy_headers: dict[str, Any] | None = field(default=None, repr=False)
    impersonate_user: str | None = None
    impersonate_groups: tuple[str, ...] = ()
    tls_server_name: str | None = None
    in_cluster: bool = False


def connect(
    options: ConnectionOptions,
    *,
    user_agent: str = "coxswain.helm",
    trace: Sink | None = None,
    sessions: Sessions | None = None,
) -> Api:
    """Return an :class:`Api` for these options. No request is made yet.

    :param trace: receives a line for each request (:mod:`..trace`).
    :param sessions: reuse their connections and credentials; by default the connections are new, and closed with the
        Api.
    :raises ConnectionOptionsError: the options or the kubeconfig are invalid.
    :raises MissingLibraryError: a required library is not installed.
    """
    if sessions is None:
        return Api(Transport(endpoint(options), user_agent=user_agent, trace=trace))
    used: list[kubeconfig.Context] = []

    def provided(context: kubeconfig.Context) -> Credentials:
        if sessions.has_credentials(context):
            used.append(context)
        return sessions.credentials(context)

    def renew() -> Session:
        for context in used:
            sessions.forget_credentials(context)
        found = endpoint(options, sessions.credentials)
        # Everything else stays as it was, whatever has become of the kubeconfig.
        return sessions.session(
            session.endpoint.replace(authorization=found.authorization, cert=found.cert, key=found.key)
        )

    session = sessions.session(endpoint(options, provided))
    transport = Transport(
        session.endpoint, user_agent=user_agent, trace=trace, session=session, renew=renew if used else None
    )
    return Api(transport)


def endpoint(
    options: ConnectionOptions, plugin: Callable[[kubeconfig.Context], Credentials] = credentials.from_plugin
) -> Endpoint:
    """Return the address and credentials from options, kubeconfig or service account.

    :param plugin: returns the credentials of a context that has an exec plugin or auth provider.
    """
    if options.in_cluster:
        return _override(_service_account(), options)
    named = options.kubeconfig is not None or options.context is not None
    if options.host and not named:
        return _override(Endpoint(server=options.host, origin="the option host"), options)
    context = _context(options)
    if context is None:
        if os.environ.get("KUBERNETES_SERVICE_HOST") and os.path.exists(os.path.join(_SERVICE_ACCOUNT, "token")):
            return _override(_service_account(), options)
        raise ConnectionOptionsError(
            f"there is no kubeconfig at {', '.join(kubeconfig.default_paths())}, and no host is set",
            remedy="Set the option kubeconfig or host, or the environment variable K8S_AUTH_KUBECONFIG or KUBECONFIG.",
        )
    return _override(_from_context(context, options, plugin), options)


def _context(options: ConnectionOptions) -> kubeconfig.Context | None:
    given = options.kubeconfig
    origin = "the option kubeconfig"
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except ValueError:
            raise ConnectionOptionsError("the option kubeconfig contains invalid JSON") from None
    if given is None:
        paths = kubeconfig.default_paths()
        document = kubeconfig.read(paths, missing_ok=True)
        origin = ", ".join(paths)
    elif isinstance(given, str):
        paths = kubeconfig.split_paths(given)
        document = kubeconfig.read(paths)
        origin = ", ".join(paths)
    else:
        document = kubeconfig.check(given, origin)
    if document is None:
        if options.context is not None:
            raise ConnectionOptionsError(
                f"the context {options.context!r} is set, but there is no kubeconfig at {origin}",
                remedy="Set the option kubeconfig, or the environment variable K8S_AUTH_KUBECONFIG or KUBECONFIG.",
            )
        return None
    return kubeconfig.resolve(document, options.context, origin)


def _from_context(
    context: kubeconfig.Context, options: ConnectionOptions, plugin: Callable[[kubeconfig.Context], Credentials]
) -> Endpoint:
    cluster, user, origin = context.cluster, context.user, context.origin
    values: dict[str, Any] = {
        "server": str(cluster["server"]),
        "origin": f"context {context.name!r} of {origin}",
        "namespace": context.namespace,
        "ca": None
        if options.ca_cert
        else kubeconfig.pem_data(cluster, "certificate-authority", "the certificate authority", origin),
        "verify": not cluster.get("insecure-skip-tls-verify"),
        "proxy": cluster.get("proxy-url"),
        "tls_server_name": cluster.get("tls-server-name"),
        "impersonate_user": user.get("as"),
        "impersonate_groups": tuple(user.get("as-groups") or ()),
        "impersonate_uid": user.get("as-uid"),
        "impersonate_extra": {key: tuple(value) for key, value in (user.get("as-user-extra") or {}).items()},
    }
    if not options.client_cert:
        values["cert"] = kubeconfig.pem_data(user, "client-certificate", "the client certificate", origin)
        values["key"] = kubeconfig.pem_data(user, "client-key", "the client key", origin)
    if not (options.api_key or options.username):
        token_file = user.get("tokenFile")
        if token_file:
            values["token_file"] = str(token_file)
        elif user.get("token"):
            values["authorization"] = f"Bearer {user['token']}"
        elif user.get("username"):
            values["authorization"] = _basic(str(user["username"]), str(user.get("password") or ""))
        elif credentials.needs_plugin(user) and not options.client_cert:
            provided = plugin(context)
            values["authorization"] = provided.authorization
            if provided.cert_file and provided.key_file:
                values["cert"] = kubeconfig.read_pem(provided.cert_file, "the client certificate")
                values["key"] = kubeconfig.read_pem(provided.key_file, "the client key")
    return Endpoint(**values)


def _override(base: Endpoint, options: ConnectionOptions) -> Endpoint:
    """Override the settings of a kubeconfig or service account with the options."""
    changes: dict[str, Any] = {}
    if options.host:
        changes["server"] = options.host
    if options.ca_cert:
        changes["ca"] = kubeconfig.read_pem(options.ca_cert, "the certificate authority")
    if options.validate_certs is not None:
        changes["verify"] = options.validate_certs
    if options.client_cert:
        changes["cert"] = kubeconfig.read_pem(options.client_cert, "the client certificate")
        changes["key"] = kubeconfig.read_pem(options.client_key or options.client_cert, "the client key")
    elif options.client_key:
        raise ConnectionOptionsError("client_key requires client_cert", remedy="Set both, or neither.")
    if options.api_key:
        scheme = "" if options.api_key.lower().startswith(("bearer ", "basic ")) else "Bearer "
        changes.update(authorization=scheme + options.api_key, token_file=None)
    elif options.username:
        changes.update(authorization=_basic(options.username, options.password or ""), token_file=None)
    if options.proxy:
        changes["proxy"] = options.proxy
    if options.no_proxy:
        changes["no_proxy"] = options.no_proxy
    if options.proxy_headers:
        changes["proxy_headers"] = _proxy_headers(options.proxy_headers)
    if options.impersonate_user:
        changes["impersonate_user"] = options.impersonate_user
    if options.impersonate_groups:
        changes["impersonate_groups"] = tuple(options.impersonate_groups)
    if options.tls_server_name:
        changes["tls_server_name"] = options.tls_server_name
    return base.replace(**changes)


def _service_account() -> Endpoint:
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT")
    token = os.path.join(_SERVICE_ACCOUNT, "token")
    if not host or not port or not os.path.exists(token):
        raise ConnectionOptionsError(
            "in_cluster is set, but the module does not run in a pod with a service account",
            remedy="Set a kubeconfig instead, or mount the service account token in the pod.",
        )
    namespace = ""
    try:
        with open(os.path.join(_SERVICE_ACCOUNT, "namespace"), encoding="utf-8") as stream:
            namespace = stream.read().strip()
    except OSError:
        pass
    return Endpoint(
        server=f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}",
        origin="the pod's service account",
        namespace=namespace,
        ca=kubeconfig.read_pem(os.path.join(_SERVICE_ACCOUNT, "ca.crt"), "the certificate authority"),
        token_file=token,
    )


def _proxy_headers(given: dict[str, Any]) -> dict[str, str]:
    """Return ``basic_auth``, ``proxy_basic_auth``, ``user_agent`` and any other entries as headers."""
    headers: dict[str, str] = {}
    for key, value in given.items():
        if value is None:
            continue
        name = key.replace("_", "-").lower()
        if name == "basic-auth":
            headers["authorization"] = "Basic " + base64.b64encode(str(value).encode()).decode()
        elif name == "proxy-basic-auth":
            headers["proxy-authorization"] = "Basic " + base64.b64encode(str(value).encode()).decode()
        else:
            headers[name] = str(value)
    return headers


def _basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
