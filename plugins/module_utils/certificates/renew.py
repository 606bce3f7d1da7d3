# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a folder with certificates to what is wanted: first decide, then write.

The authority's file holds every authority that is to be trusted, its active one first. It is replaced in three steps,
and after each of them whatever was handed out before keeps working:

``introduce``
    A successor is made. Leaves still come from the old authority, the file has both.
``switch``
    The successor becomes the active one and every leaf is issued anew. The file still has both.
``finish``
    The old authority leaves the file.

Between two steps the file and the leaves have to reach Tiller and every client, which is why a run takes one of them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError
from . import issue, pem
from .files import PRIVATE, PUBLIC, Folder
from .model import Facts, KeyKind, Leaf, Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

AUTO, INTRODUCE, SWITCH, FINISH, KEEP = "auto", "introduce", "switch", "finish", "keep"
STEPS = (AUTO, INTRODUCE, SWITCH, FINISH, KEEP)


@dataclass(frozen=True)
class Change:
    """One change and its reason.

    :ivar what: ``make``, ``issue``, ``request``, ``introduce``, ``switch``, ``finish`` or ``mode``.
    """

    what: str
    name: str
    reason: str


@dataclass
class Outcome:
    """What a run did, or would do.

    :ivar before: facts by the names of the files that were there.
    :ivar after: facts by the names of the files that are there now; in a prediction without what chance decides.
    :ivar authorities: facts of all authorities that are trusted now, the active one first.
    """

    changes: list[Change] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    authorities: list[Facts] = field(default_factory=list)
    leaves: dict[str, Facts] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _State:
    """The authorities that were found or made: their certificates, the active one first, and its key."""

    trusted: list[x509.Certificate]
    key: Any = None
    successor_key: Any = None

    @property
    def active(self) -> x509.Certificate:
        return self.trusted[0]

    @property
    def successor(self) -> x509.Certificate | None:
        if self.successor_key is None:
            return None
        wanted = pem.public_bytes(self.successor_key)
        return next((item for item in self.trusted if _public(item) == wanted), None)


def bring(
    wanted: Wanted,
    *,
    step: str = AUTO,
    force: Sequence[str] = (),
    check: bool = False,
    now: datetime.datetime | None = None,
) -> Outcome:
    """Have in the folder what is wanted.

    :param step: the step of the authority's rotation that is taken; with ``auto`` the one that is due, if any.
    :param force: names of leaves that are issued anew even if nothing is the matter with them.
    :param check: predict only.
    :raises CertificateError: something of it is not possible.
    :raises MissingLibraryError: there is no cryptography.
    """
    pem.require()
    _check(wanted, force)
    now = (now or datetime.datetime.now(datetime.timezone.utc)).replace(microsecond=0)
    folder = Folder(wanted.folder)
    if check:
        return _bring(folder, wanted, step, force, True, now)
    with folder.locked():
        return _bring(folder, wanted, step, force, False, now)


def remove(wanted: Wanted, *, check: bool = False) -> list[str]:
    """Delete the files of the authority and of the leaves; gives back the paths of those that were there."""
    import os

    folder = Folder(wanted.folder)
    names = ["ca", "ca.next", *(leaf.name for leaf in wanted.leaves)]
    paths = [
        path
        for name in names
        for path in (folder.key(name), folder.certificate(name), folder.request(name))
        if os.path.lexists(path)
    ]
    for path in [] if check else paths:
        folder.remove(path)
    return paths


def _check(wanted: Wanted, force: Sequence[str]) -> None:
    names = [leaf.name for leaf in wanted.leaves]
    for leaf in wanted.leaves:
        leaf.check()
        issue.subject_of(leaf.subject)
        for host in leaf.hosts:
            issue.general_name(host)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CertificateError("is asked for twice", f"the certificate {twice[0]}")
    strange = sorted(set(force) - set(names))
    if strange:
        raise CertificateError("is to be issued anew and is none of those wanted", f"the certificate {strange[0]}")
    issue.subject_of(wanted.authority_subject)


def _bring(
    folder: Folder, wanted: Wanted, step: str, force: Sequence[str], check: bool, now: datetime.datetime
) -> Outcome:
    outcome = Outcome()
    state = _authority(folder, wanted, step, check, now, outcome)
    for leaf in wanted.leaves:
        _leaf(folder, wanted, leaf, state, leaf.name in force, check, now, outcome)
    _drop_old(folder, wanted, state, step, check, now, outcome)
    outcome.authorities = [pem.facts(item, now) for item in state.trusted]
    made = check and any(change.what == "make" for change in outcome.changes)
    active = _shown(outcome.authorities[0], str(wanted.key) if made else None)
    outcome.after = {
        "ca": {"active": active, "trusted": [_shown(item) for item in outcome.authorities[1:]]},
        **outcome.after,
    }
    return outcome


# The authority


def _authority(
    folder: Folder, wanted: Wanted, step: str, check: bool, now: datetime.datetime, outcome: Outcome
) -> _State:
    found = _read_authority(folder, now, outcome)
    if found is None:
        return _make(folder, wanted, check, now, outcome)
    shown = [pem.facts(item, now) for item in found.trusted]
    outcome.before["ca"] = {"active": _shown(shown[0]), "trusted": [_shown(item) for item in shown[1:]]}
    _mode(folder, folder.key("ca"), check, outcome)
    left = (pem.not_after(found.active) - now).days
    successor = found.successor
    if successor is None and (step == INTRODUCE or (step == AUTO and left < wanted.authority_renew_days and left >= 0)):
        reason = "asked for" if step == INTRODUCE else f"the authority has {left} days left"
        return _introduce(folder, wanted, found, reason, check, now, outcome)
    if successor is not None:
        age = (now - pem.not_before(successor)).total_seconds() / 86400
        expired = pem.not_after(found.active) <= now
        if step == SWITCH or (step == AUTO and (age >= wanted.overlap_days or expired)):
            reason = "asked for" if step == SWITCH else f"the successor is known for {age:.0f} days"
            return _switch(folder, found, successor, reason, check, outcome)
    if pem.not_after(found.active) <= now:
        if step == KEEP:
            raise CertificateError(
                "has expired", folder.certificate("ca"), "Without keep for its rotation, a new authority is made."
            )
        # Nobody trusts it any more: there is nothing to keep working.
        outcome.warnings.append("The authority had expired: clients and Tiller need the new one at the same time.")
        return _make(folder, wanted, check, now, outcome, "the authority has expired")
    return found


def _read_authority(folder: Folder, now: datetime.datetime, outcome: Outcome) -> _State | None:
    path, key_path, next_path = folder.certificate("ca"), folder.key("ca"), folder.key("ca.next")
    text, key_text, next_text = folder.read(path), folder.read(key_path), folder.read(next_path)
    if text is None:
        return None
    trusted = pem.certificates(text, path)
    key = pem.private_key(key_text, key_path) if key_text is not None else None
    if key is not None:
        own = pem.public_bytes(key)
        matching = [item for item in trusted if _public(item) == own]
        if not matching:
            raise CertificateError(
                "does not belong to any certificate of the authority",
                key_path,
                f"Put the key there that {path} belongs to, or move both away to have a new authority.",
            )
        trusted = [matching[0], *(item for item in trusted if item is not matching[0])]
    successor_key = pem.private_key(next_text, next_path) if next_text is not None else None
    active = trusted[0]
    if "authority" not in pem.usages_of(active):
        raise CertificateError("is not the certificate of an authority", path, "Move it away to have one made.")
    if not pem.says_key_usage(active):
        outcome.warnings.append(
            f"{path} says nothing of its key's usage, so strict clients refuse it, those of Python 3.13 among them. "
            "Rotate the authority to have one that they take."
        )
    return _State(trusted, key, successor_key)


def _make(
    folder: Folder,
    wanted: Wanted,
    check: bool,
    now: datetime.datetime,
    outcome: Outcome,
    reason: str = "there is none",
) -> _State:
    # A key that is there already is one of somebody's, or of a run that was ended between the two files: it stays.
    left = folder.read(folder.key("ca")) if folder.read(folder.certificate("ca")) is None else None
    key = pem.private_key(left, folder.key("ca")) if left else issue.make_key(_cheap(wanted.key, check))
    certificate = issue.make_authority(wanted.authority_subject, key, wanted.authority_days, now)
    outcome.changes.append(Change("make", "ca", reason))
    if not check:
        folder.remove(folder.key("ca.next"))
        # The certificate last: without its key it could not be told from that of an authority whose key is kept
        # elsewhere.
        folder.write(folder.key("ca"), pem.key_text(key), PRIVATE)
        folder.write(folder.certificate("ca"), pem.certificate_text(certificate), PUBLIC)
    return _State([certificate], key)


def _introduce(
    folder: Folder, wanted: Wanted, state: _State, reason: str, check: bool, now: datetime.datetime, outcome: Outcome
) -> _State:
    key = issue.make_key(_cheap(wanted.key, check))
    subject = dict(wanted.authority_subject)
    # Of two authorities of one name a verifier may take the wrong one for the issuer.
    taken = {pem.name_text(item.subject) for item in state.trusted}
    number = 2
    while pem.name_text(issue.subject_of(subject)) in taken:
        subject["CN"] = f"{wanted.authority_subject.get('CN', 'tiller-ca')}-{number}"
        number += 1
    certificate = issue.make_authority(subject, key, wanted.authority_days, now)
    trusted = [*state.trusted, certificate]
    outcome.changes.append(Change(INTRODUCE, "ca", reason))
    if not check:
        folder.write(folder.key("ca.next"), pem.key_text(key), PRIVATE)
        folder.write(folder.certificate("ca"), pem.certificate_text(*trusted), PUBLIC)
    return _State(trusted, state.key, key)


def _switch(
    folder: Folder, state: _State, successor: x509.Certificate, reason: str, check: bool, outcome: Outcome
) -> _State:
    trusted = [successor, *(item for item in state.trusted if item is not successor)]
    outcome.changes.append(Change(SWITCH, "ca", reason))
    if not check:
        # Which certificate is the active one is told by the key, so this one rename is the switch.
        folder.move(folder.key("ca.next"), folder.key("ca"))
        folder.write(folder.certificate("ca"), pem.certificate_text(*trusted), PUBLIC)
    return _State(trusted, state.successor_key)


def _drop_old(
    folder: Folder, wanted: Wanted, state: _State, step: str, check: bool, now: datetime.datetime, outcome: Outcome
) -> None:
    """The last step of the rotation, and authorities that have expired."""
    if step == KEEP or len(state.trusted) < 2 or any(change.what == SWITCH for change in outcome.changes):
        return
    successor = state.successor
    if successor is not None:
        old = []
    elif step == FINISH or (step == AUTO and _settled(folder, wanted, now)):
        old = state.trusted[1:]
    else:
        old = [item for item in state.trusted[1:] if pem.not_after(item) <= now]
    if not old:
        return
    state.trusted = [item for item in state.trusted if item not in old]
    reason = "asked for" if step == FINISH else "every certificate comes from the new authority"
    outcome.changes.append(Change(FINISH, "ca", reason))
    if not check:
        folder.write(folder.certificate("ca"), pem.certificate_text(*state.trusted), PUBLIC)


def _settled(folder: Folder, wanted: Wanted, now: datetime.datetime) -> bool:
    """Whether the leaves that came with the switch are old enough for everybody to have them."""
    for leaf in wanted.leaves:
        text = folder.read(folder.certificate(leaf.name))
        if text is None:
            return False
        certificate = pem.certificates(text, folder.certificate(leaf.name))[0]
        if now - pem.not_before(certificate) < datetime.timedelta(days=wanted.overlap_days):
            return False
    return True


# Leaves


def _leaf(
    folder: Folder,
    wanted: Wanted,
    leaf: Leaf,
    state: _State,
    forced: bool,
    check: bool,
    now: datetime.datetime,
    outcome: Outcome,
) -> None:
    path, key_path = folder.certificate(leaf.name), folder.key(leaf.name)
    text, key_text = folder.read(path), folder.read(key_path)
    certificate = _readable(text, path)
    if certificate is not None:
        outcome.before[leaf.name] = _shown(pem.facts(certificate, now))
    reason = "asked for" if forced else _due(wanted, leaf, certificate, key_text, key_path, state, now)
    if reason is None and certificate is not None:
        _mode(folder, key_path, check, outcome)
    else:
        if state.key is None:
            raise CertificateError(
                f"is needed, since the certificate {leaf.name} is to be issued ({reason})",
                folder.key("ca"),
                "Put the authority's key there for this run.",
            )
        key = issue.make_key(_cheap(wanted.key, check))
        certificate = issue.make_leaf(leaf, key, wanted.leaf_days, state.active, state.key, now)
        outcome.changes.append(Change("issue", leaf.name, str(reason)))
        if not check:
            folder.write(key_path, pem.key_text(key), PRIVATE)
            folder.write(path, pem.certificate_text(certificate), PUBLIC)
        key_text = pem.key_text(key)
    if wanted.requests:
        _request(folder, leaf, key_text, key_path, check, outcome)
    known = pem.facts(certificate, now)
    outcome.leaves[leaf.name] = known
    outcome.after[leaf.name] = _shown(known, str(wanted.key) if check and reason is not None else None)


def _due(
    wanted: Wanted,
    leaf: Leaf,
    certificate: x509.Certificate | None,
    key_text: bytes | None,
    key_path: str,
    state: _State,
    now: datetime.datetime,
) -> str | None:
    """Why a leaf has to be issued (anew); None when all is well."""
    if certificate is None:
        return "there is none"
    if key_text is None:
        return "its key is gone"
    try:
        key = pem.private_key(key_text, key_path)
    except CertificateError:
        return "its key cannot be read"
    if pem.public_bytes(key) != _public(certificate):
        return "its key belongs to another certificate"
    if not pem.signed_by(certificate, state.active):
        return "it comes from another authority"
    left = (pem.not_after(certificate) - now).days
    # One that ends with its authority would not get any better by being issued anew.
    if left < wanted.renew_days and pem.not_after(certificate) < pem.not_after(state.active):
        return f"it has {left} days left" if left >= 0 else "it has expired"
    if pem.kind_of(certificate.public_key()) != wanted.key:
        return f"its key is not {wanted.key}"
    if pem.name_text(certificate.subject) != pem.name_text(issue.subject_of(leaf.subject)):
        return "its subject is another"
    if set(pem.hosts_of(certificate)) != set(_hosts(leaf)):
        return "its names are others"
    usages = tuple(name for name, used in (("client", leaf.client), ("server", leaf.server)) if used)
    return None if pem.usages_of(certificate) == usages else "it is for other purposes"


def _request(folder: Folder, leaf: Leaf, key_text: bytes | None, key_path: str, check: bool, outcome: Outcome) -> None:
    """Have the request that belongs to a leaf's key and says what the leaf says."""
    path = folder.request(leaf.name)
    key = pem.private_key(key_text or b"", key_path)
    reason = pem.request_differs(folder.read(path), key, issue.subject_of(leaf.subject), _hosts(leaf))
    if reason is None:
        return
    outcome.changes.append(Change("request", leaf.name, reason))
    if not check:
        folder.write(path, issue.make_request(leaf, key), PUBLIC)


def _hosts(leaf: Leaf) -> tuple[str, ...]:
    return tuple(str(issue.general_name(host).value) for host in leaf.hosts)


def _readable(text: bytes | None, path: str) -> x509.Certificate | None:
    if text is None:
        return None
    try:
        return pem.certificates(text, path)[0]
    except CertificateError:
        return None


def _mode(folder: Folder, path: str, check: bool, outcome: Outcome) -> None:
    if folder.loose(path):
        outcome.changes.append(Change("mode", path, "others than its owner could read the key"))
        if not check:
            folder.tighten(path)


def _public(certificate: x509.Certificate) -> bytes:
    return pem.public_bytes(certificate)


def _cheap(kind: KeyKind, check: bool) -> KeyKind:
    """The kind of key to make; for a prediction one that costs nothing, since it is thrown away."""
    return KeyKind() if check else kind


def _shown(facts: Facts, key: str | None = None) -> dict[str, Any]:
    """What a diff shows of a certificate: nothing that chance decides, and no seconds."""
    return {
        "subject": facts.subject,
        "issuer": facts.issuer,
        "key": key or facts.key,
        "not_after": facts.not_after[:10],
        "hosts": list(facts.hosts),
        "usages": list(facts.usages),
    }
