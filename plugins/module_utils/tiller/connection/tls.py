# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS to Tiller: the client's certificate and key, whom to trust, and the name that is expected.

It is spoken here, with Python's ssl, and not by grpc: the connection may lie inside a port-forward, an authority may be
as plain as the ones of Helm 2's documents, and what goes wrong is to be told in one sentence.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass

from ...errors import TillerError


@dataclass(frozen=True)
class TlsOptions:
    """How to speak TLS to Tiller. Files are PEM.

    :param ca_cert: the authority to verify Tiller with; needed with ``verify``.
    :param cert: the client's certificate.
    :param key: its key.
    :param hostname: the name or address that Tiller's certificate has to hold, instead of the one that is dialled.
    :param verify: whether to verify Tiller's certificate; without it, the connection is encrypted and that is all.
    """

    ca_cert: str = ""
    cert: str = ""
    key: str = ""
    hostname: str = ""
    verify: bool = True

    def context(self) -> ssl.SSLContext:
        """The context of these options.

        :raises TillerError: a file is missing or not usable.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["h2"])
        # Python 3.13 made this the default; the authorities of Helm 2's documents have no key usage extension.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        if self.verify:
            self._trust(context)
        else:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self._identify(context)
        return context

    def _trust(self, context: ssl.SSLContext) -> None:
        _readable(self.ca_cert, "tls_ca_cert", "the authority that Tiller's certificate is verified with")
        try:
            context.load_verify_locations(cafile=self.ca_cert)
        except (ssl.SSLError, OSError):
            raise TillerError(
                "holds no certificate authority in PEM", f"tls_ca_cert {self.ca_cert}", "Give ca.pem.", reason="tls"
            ) from None

    def _identify(self, context: ssl.SSLContext) -> None:
        _readable(self.cert, "tls_cert", "the client's certificate")
        _readable(self.key, "tls_key", "the key of the client's certificate")
        try:
            context.load_cert_chain(self.cert, self.key, password=lambda: os.environ.get("HELM_KEY_PASSPHRASE", ""))
        except (ssl.SSLError, OSError, ValueError):
            raise TillerError(
                f"the client's certificate {self.cert} and key {self.key} cannot be used",
                remedy="Both have to be PEM and belong together; a key that is encrypted needs the environment "
                "variable HELM_KEY_PASSPHRASE.",
                reason="tls",
            ) from None


def _readable(path: str, option: str, what: str) -> None:
    if not path:
        raise TillerError(f"is needed for TLS: {what}", option, f"Set {option}.", reason="tls")
    try:
        with open(path, "rb"):
            return
    except OSError as error:
        raise TillerError(
            f"cannot be read: {(error.strerror or 'unknown error').lower()}",
            f"{option} {path}",
            f"Give {what}, a file on the target host.",
            reason="tls",
        ) from None


def explained(error: Exception, where: str, name: str) -> TillerError:
    """What a failure of TLS means.

    :param where: what was connected to.
    :param name: the name or address that the certificate has to hold.
    """
    reason = str(getattr(error, "reason", None) or "").upper()
    message = str(getattr(error, "verify_message", None) or "")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _unverified(message, where, name)
    if "CERTIFICATE_EXPIRED" in reason:
        text, remedy = "Tiller refuses the client's certificate: it has expired", "Renew tls_cert."
    elif "CERTIFICATE_REQUIRED" in reason or "BAD_CERTIFICATE" in reason or "HANDSHAKE_FAILURE" in reason:
        text = "Tiller refuses the client's certificate"
        remedy = "Give one that Tiller's own authority has issued for clients, with tls_cert and tls_key."
    elif "UNKNOWN_CA" in reason:
        text = "Tiller refuses the client's certificate: another authority has issued it"
        remedy = "Give one that Tiller's own authority has issued, with tls_cert and tls_key."
    elif "WRONG_VERSION_NUMBER" in reason or "RECORD_LAYER" in reason or not reason:
        text = "it does not speak TLS"
        remedy = "Leave the options tls_* out, or have Tiller speak TLS."
    else:
        text, remedy = f"TLS failed ({reason.lower().replace('_', ' ')})", "Check certificates and keys."
    return TillerError(text, where, remedy, reason="tls")


def _unverified(message: str, where: str, name: str) -> TillerError:
    lowered = message.lower()
    if "expired" in lowered:
        text, remedy = "Tiller's certificate has expired", "Renew it, and restart Tiller."
    elif "not yet valid" in lowered:
        text, remedy = "Tiller's certificate is not valid yet", "Check the clocks."
    elif "mismatch" in lowered or "doesn't match" in lowered or "not valid for" in lowered:
        text = f"Tiller's certificate is not made out to {name}"
        remedy = "Set tls_hostname to a name that it holds, or have one made that holds this."
    else:
        text = "Tiller's certificate is not trusted" + (f" ({message})" if message else "")
        remedy = "Give the authority that has issued it with tls_ca_cert."
    return TillerError(text, where, remedy, reason="tls")
