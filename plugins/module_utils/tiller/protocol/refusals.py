# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explain Tiller's error messages. Nearly all of them have the same status code, so the text decides."""

from __future__ import annotations

import re

from ...errors import TillerError

#: a pattern for Tiller's message, the reason, the message to report (``None`` for Tiller's own), and the remedy
_EXPLANATIONS: tuple[tuple[str, str, str | None, str], ...] = (
    (
        r'release: "([^"]+?)(?:\.v(\d+))?" not found',
        "not-found",
        None,
        "Install it first, or check its name; a purged release cannot be rolled back.",
    ),
    (
        r'"[^"]*" has no deployed releases',
        "not-deployed",
        None,
        "Set release_state to absent to purge it, then install it again.",
    ),
    (
        r"a release named (\S+) already exists",
        "exists",
        "a release with this name already exists",
        "Use another name, or purge the other release: names are unique among all namespaces of a Tiller.",
    ),
    (
        r"a release named (\S+) is in use, cannot re-use a name that is still in use",
        "exists",
        "a release with this name is in use",
        "Use another name, or uninstall the other release.",
    ),
    (
        r'another operation \(install/upgrade/rollback\) is in progress|release: "[^"]+" already exists',
        "locked",
        "another operation (install/upgrade/rollback) is in progress",
        "Run the task again when it has finished. If it was interrupted, its revision stays pending until a rollback "
        "or an uninstall.",
    ),
    (
        r'the release named "[^"]*" is already deleted',
        "deleted",
        "the release is already deleted",
        "Set purge to remove its history too.",
    ),
    (
        r"incompatible versions client\[([^\]]*)\] server\[([^\]]*)\]",
        "version",
        None,
        "Upgrade Tiller to the version of the client or newer.",
    ),
    (
        r"contains removed kubernetes api\(s\) for this kubernetes version",
        "removed-api",
        None,
        "Use a version of the chart that supports this version of Kubernetes. The module coxswain.helm.migrate can "
        "rewrite an existing release.",
    ),
    (
        r"already exists in the cluster and wasn't defined in the previous release",
        "conflict",
        None,
        "Delete the object, or rename it in the chart: Tiller does not adopt objects.",
    ),
    (
        r"timed out waiting for the condition",
        "timeout",
        None,
        "Check the objects of the release, or set a longer timeout.",
    ),
    (
        r"Chart incompatible with Tiller|Chart requires kubernetesVersion",
        "chart",
        None,
        "Use a compatible version of the chart, or upgrade.",
    ),
    (r"no objects visited", "chart", "the chart renders no objects", "Check the values: Tiller requires an object."),
    (
        r"YAML parse error on|validation failed|error validating",
        "chart",
        None,
        "Fix the chart or the values that the message names.",
    ),
    (
        r"(?:^|: )(?:\S+ )?\"?[^\"]*\"? is forbidden|forbidden: User",
        "forbidden",
        None,
        "Grant Tiller's service account a role that allows this.",
    ),
    (
        r"exceeds max length of 53|invalid release name",
        "name",
        None,
        "Use at most 53 lowercase letters, digits, hyphens and dots.",
    ),
    (
        r"message larger than max|Received message larger|trying to send message larger",
        "too-large",
        "the message exceeds Tiller's limit of 20 MiB",
        "Exclude files that the templates do not need with .helmignore, or keep fewer revisions.",
    ),
)


def refusal(text: str, where: str | None) -> TillerError:
    """Return the error for one of Tiller's messages.

    :param where: the release.
    """
    for pattern, reason, what, remedy in _EXPLANATIONS:
        if re.search(pattern, text):
            return TillerError(what or single_line(text), where, remedy, reason=reason)
    return TillerError(single_line(text) or "Tiller failed without an error message", where, None, reason="failed")


def single_line(text: str) -> str:
    """Return a text as one line of at most 2000 characters."""
    return re.sub(r"\s*\n\s*", "; ", text.strip())[:2000]
