# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS of the connection to an API server: trust, client certificates, and errors of the handshake."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from ..errors import ConnectionOptionsError

if TYPE_CHECKING:
    from .endpoint import Endpoint


def tls_options(endpoint: Endpoint, urllib3: Any) -> dict[str, Any]:
    """Return the TLS options of a urllib3 connection pool.

    :raises ConnectionOptionsError: a certificate or key is invalid.
    """
    import ssl

    try:
        context = ssl.create_default_context(cadata=endpoint.ca.decode("ascii") if endpoint.ca else None)
    except (ssl.SSLError, ValueError):
        raise ConnectionOptionsError("the CA certificate is not valid PEM", endpoint.origin) from None
    # Python 3.13 made this the default, but the CA certificates of many clusters have no key usage extension.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    options: dict[str, Any] = {"ssl_context": context}
    if not endpoint.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        options["cert_reqs"] = "CERT_NONE"
        options["assert_hostname"] = False
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    elif urllib3.__version__.startswith("1."):
        # urllib3 1.26 passes no host name to the context if the host is an IP address, and matches it by itself.
        context.check_hostname = False
    if endpoint.tls_server_name:
        options["server_hostname"] = endpoint.tls_server_name
        if endpoint.verify:
            options["assert_hostname"] = endpoint.tls_server_name
    if endpoint.cert:
        _load_client_certificate(context, endpoint)
    return options


def tls_failure(reason: Any) -> tuple[str, str]:
    """Return a message and a remedy for a failed TLS handshake."""
    text = str(reason)
    if "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text or "match" in text:
        detail = getattr(reason, "verify_message", None)
        return (
            "its certificate is not trusted" + (f" ({detail})" if detail else ""),
            "Set ca_cert to the certificate authority, or tls_server_name to the name in the certificate.",
        )
    alert = re.search(r"alert[ _]([a-z ]+)", text.lower())
    if alert:
        return f"the server rejected the TLS handshake ({alert[1].strip()})", "Check the client certificate and key."
    return "TLS handshake failed", "Check that the port serves HTTPS and belongs to the API server."


def _load_client_certificate(context: Any, endpoint: Endpoint) -> None:
    """Load the client certificate through a temporary file, readable by this user only: ssl accepts files alone."""
    import ssl
    import tempfile

    handle, path = tempfile.mkstemp(prefix="coxswain-helm-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((endpoint.cert or b"") + b"\n" + (endpoint.key or b""))
        context.load_cert_chain(path, password=lambda: b"")
    except (ssl.SSLError, ValueError, OSError):
        raise ConnectionOptionsError(
            "cannot load the client certificate and key",
            endpoint.origin,
            "Both must be PEM and match, and the key must not be encrypted.",
        ) from None
    finally:
        os.unlink(path)
