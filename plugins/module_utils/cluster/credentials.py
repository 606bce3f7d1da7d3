# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials from exec plugins and auth providers of a kubeconfig, such as OpenID Connect and cloud providers.

The only place that imports ``kubernetes``, whose import is costly. Other kubeconfigs do not need it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from ..errors import ConnectionOptionsError, MissingLibraryError
from .kubeconfig import Context


@dataclass(frozen=True)
class Credentials:
    """The result of a plugin or provider: a header, or the files of a client certificate and key.

    :param expires: the expiry that a plugin has set, if any.
    """

    authorization: str | None = field(default=None, repr=False)
    cert_file: str | None = None
    key_file: str | None = None
    expires: datetime.datetime | None = None


def needs_plugin(user: dict[str, Any]) -> bool:
    """Return whether a kubeconfig's user authenticates through an exec plugin or auth provider."""
    return bool(user.get("exec") or user.get("auth-provider"))


def from_plugin(context: Context) -> Credentials:
    """Get the credentials of a context from its plugin or provider.

    :raises ConnectionOptionsError: the plugin fails or is not installed.
    :raises MissingLibraryError: the library ``kubernetes`` is not installed.
    """
    kind = "exec" if context.user.get("exec") else "auth-provider"
    try:
        from kubernetes.client import Configuration
        from kubernetes.config.config_exception import ConfigException
        from kubernetes.config.kube_config import KubeConfigLoader
    except ImportError:
        raise MissingLibraryError(
            "kubernetes", "24.2.0", f"for the {kind} credentials of context {context.name!r}"
        ) from None
    configuration = Configuration()
    configuration.api_key = {}
    try:
        loader_type: Any = KubeConfigLoader
        loader = loader_type(config_dict=context.document, active_context=context.name)
        loader.load_and_set(configuration)
    except (ConfigException, OSError, ValueError, KeyError) as error:
        # The message may quote the plugin's output, so report only the type of the error.
        raise ConnectionOptionsError(
            f"cannot get the {kind} credentials of context {context.name!r} ({type(error).__name__})",
            context.origin,
            "Run kubectl with this kubeconfig on the same host to see the plugin's output.",
        ) from None
    keys = configuration.api_key
    credentials = Credentials(
        keys.get("authorization") or keys.get("BearerToken"),
        configuration.cert_file,
        configuration.key_file,
        getattr(loader, "expiry", None),
    )
    if not credentials.authorization and not credentials.cert_file:
        # The library only logs the failure of a plugin.
        raise ConnectionOptionsError(
            f"the {kind} credentials of context {context.name!r} contain neither a token nor a certificate",
            context.origin,
            "Run kubectl with this kubeconfig on the same host to see the plugin's output.",
        )
    return credentials
