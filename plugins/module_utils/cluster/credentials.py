# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that somebody else has to make: exec plugins, OpenID Connect and the cloud providers of a kubeconfig.

This is one of the two places that import ``kubernetes`` (the other is streams): a plain kubeconfig never gets here,
so its runs do not pay for that import.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import ConnectionOptionsError, MissingLibraryError
from .kubeconfig import Context


@dataclass(frozen=True)
class Credentials:
    """What an external provider answered: a header, or a client certificate and key as files."""

    authorization: str | None = field(default=None, repr=False)
    cert_file: str | None = None
    key_file: str | None = None


def needed(user: dict[str, Any]) -> bool:
    """Does the user of a kubeconfig authenticate through a plugin or provider?"""
    return bool(user.get("exec") or user.get("auth-provider"))


def provide(context: Context) -> Credentials:
    """Ask the plugin or provider of a context for credentials.

    :raises ConnectionOptionsError: the plugin fails or is missing.
    :raises MissingLibraryError: the library ``kubernetes`` is not installed.
    """
    kind = "exec" if context.user.get("exec") else "auth-provider"
    try:
        from kubernetes.client import Configuration
        from kubernetes.config.config_exception import ConfigException
        from kubernetes.config.kube_config import KubeConfigLoader
    except ImportError:
        raise MissingLibraryError(
            f"the Python library kubernetes 24.2.0 or newer is needed for the {kind} credentials of "
            f"context {context.name!r}",
            remedy="Install it for the Python interpreter that the module runs with.",
        ) from None
    configuration = Configuration()
    configuration.api_key = {}
    try:
        loader_type: Any = KubeConfigLoader
        loader_type(config_dict=context.document, active_context=context.name).load_and_set(configuration)
    except (ConfigException, OSError, ValueError, KeyError) as error:
        # The message of a plugin may quote its output, so only the kind of failure is passed on.
        raise ConnectionOptionsError(
            f"the {kind} credentials of context {context.name!r} could not be had ({type(error).__name__})",
            context.origin,
            "Run kubectl with this kubeconfig on the same host to see what the plugin says.",
        ) from None
    keys = configuration.api_key
    credentials = Credentials(
        keys.get("authorization") or keys.get("BearerToken"), configuration.cert_file, configuration.key_file
    )
    if not credentials.authorization and not credentials.cert_file:
        # The library logs a failing plugin and carries on without credentials.
        raise ConnectionOptionsError(
            f"the {kind} credentials of context {context.name!r} gave neither a token nor a certificate",
            context.origin,
            "Run kubectl with this kubeconfig on the same host to see what the plugin says.",
        )
    return credentials
