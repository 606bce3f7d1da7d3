# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS to Tiller: the client certificate and key, the trusted CA, and the expected server name.

Python's ssl is used instead of grpc's TLS: the connection may run inside a port-forward, the CA may lack the extensions
that grpc requires (as in Helm 2's documentation), and errors need an explanation in one sentence.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass

from ...errors import TillerError


@dataclass(frozen=True)
class TlsOptions:
    """TLS options. Files are PEM.

    :param ca_cert: the CA to verify Tiller's certificate with; required with ``verify``.
    :param cert: the client certificate.
    :param key: its private key.
    :param hostname: the name that Tiller's certificate must contain, instead of the host that is connected to.
    :param verify: whether to verify Tiller's certificate; otherwise the connection is only encrypted.
    """

    ca_cert: str = ""
    cert: str = ""
    key: str = ""
    hostname: str = ""
    verify: bool = True

    def context(self) -> ssl.SSLContext:
        """Return the SSL context of these options.

        :raises TillerError: a file is missing or invalid.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["h2"])
        # Strict since Python 3.13, but CAs made as in Helm 2's documentation have no key usage extension.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        if self.verify:
            self._load_ca(context)
        else:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self._load_client_certificate(context)
        return context

    def _load_ca(self, context: ssl.SSLContext) -> None:
        _check_readable(self.ca_cert, "tls_ca_cert", "the CA that verifies Tiller's certificate")
        try:
            context.load_verify_locations(cafile=self.ca_cert)
        except (ssl.SSLError, OSError):
            raise TillerError(
                "contains no CA certificate in PEM format", f"tls_ca_cert {self.ca_cert}", reason="tls"
            ) from None

    def _load_client_certificate(self, context: ssl.SSLContext) -> None:
        _check_readable(self.cert, "tls_cert", "the client certificate")
        _check_readable(self.key, "tls_key", "the key of the client certificate")
        try:
            context.load_cert_chain(self.cert, self.key, password=lambda: os.environ.get("HELM_KEY_PASSPHRASE", ""))
        except (ssl.SSLError, OSError, ValueError):
            raise TillerError(
                f"the client certificate {self.cert} or its key {self.key} cannot be used",
                remedy="Both must be PEM and belong together; the passphrase of an encrypted key is read from the "
                "environment variable HELM_KEY_PASSPHRASE.",
                reason="tls",
            ) from None


def _check_readable(path: str, option: str, what: str) -> None:
    if not path:
        raise TillerError(f"is required for TLS: {what}", option, f"Set {option}.", reason="tls")
    try:
        with open(path, "rb"):
            return
    except OSError as error:
        raise TillerError(
            f"cannot be read: {(error.strerror or 'unknown error').lower()}",
            f"{option} {path}",
            f"Set it to {what}, a file on the target host.",
            reason="tls",
        ) from None


def explain(error: Exception, where: str, name: str) -> TillerError:
    """Return the error for a TLS failure.

    :param where: the server.
    :param name: the name or address that its certificate must contain.
    """
    reason = str(getattr(error, "reason", None) or "").upper()
    message = str(getattr(error, "verify_message", None) or "")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _explain_verification(message, where, name)
    if "CERTIFICATE_EXPIRED" in reason:
        text, remedy = "Tiller rejects the client certificate, which has expired", "Renew tls_cert."
    elif "CERTIFICATE_REQUIRED" in reason or "BAD_CERTIFICATE" in reason or "HANDSHAKE_FAILURE" in reason:
        text = "Tiller rejects the client certificate"
        remedy = "Set tls_cert and tls_key to a client certificate that Tiller's CA has issued."
    elif "UNKNOWN_CA" in reason:
        text = "Tiller rejects the client certificate, which another CA has issued"
        remedy = "Set tls_cert and tls_key to a client certificate that Tiller's CA has issued."
    elif "WRONG_VERSION_NUMBER" in reason or "RECORD_LAYER" in reason or not reason:
        text = "the server does not use TLS"
        remedy = "Omit the options tls_*, or enable TLS in Tiller."
    else:
        text, remedy = f"TLS failed ({reason.lower().replace('_', ' ')})", "Check the certificates and keys."
    return TillerError(text, where, remedy, reason="tls")


def _explain_verification(message: str, where: str, name: str) -> TillerError:
    lowered = message.lower()
    if "expired" in lowered:
        text, remedy = "Tiller's certificate has expired", "Renew it and restart Tiller."
    elif "not yet valid" in lowered:
        text, remedy = "Tiller's certificate is not valid yet", "Check the system clocks."
    elif "mismatch" in lowered or "doesn't match" in lowered or "not valid for" in lowered:
        text = f"Tiller's certificate is not valid for {name}"
        remedy = "Set tls_hostname to a name in the certificate, or issue a certificate for this one."
    else:
        text = "Tiller's certificate is not trusted" + (f" ({message})" if message else "")
        remedy = "Set tls_ca_cert to the CA that has issued it."
    return TillerError(text, where, remedy, reason="tls")
