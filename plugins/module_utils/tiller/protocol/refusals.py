# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Tiller's texts mean. Nearly all of its failures carry the same code: the text is all there is to go by."""

from __future__ import annotations

import re

from ...errors import TillerError

#: A pattern of Tiller's text, a word for the reason, what to tell (``None``: Tiller's own text), and what to do.
_TABLE: tuple[tuple[str, str, str | None, str], ...] = (
    (
        r'release: "([^"]+?)(?:\.v(\d+))?" not found',
        "not-found",
        None,
        "Install it first, or check its name; with a history that was purged there is nothing to go back to.",
    ),
    (
        r'"[^"]*" has no deployed releases',
        "not-deployed",
        None,
        "No revision of it is deployed. Set release_state to absent to purge it, then install it anew.",
    ),
    (
        r"a release named (\S+) already exists",
        "exists",
        "a release of this name exists already",
        "Give this one another name, or purge the other one: Tiller keeps one release of a name for all namespaces.",
    ),
    (
        r"a release named (\S+) is in use, cannot re-use a name that is still in use",
        "exists",
        "a release of this name is in use",
        "Give this one another name, or uninstall the other one.",
    ),
    (
        r'another operation \(install/upgrade/rollback\) is in progress|release: "[^"]+" already exists',
        "locked",
        "another operation (install/upgrade/rollback) is in progress",
        "Run the task again when it has ended. If it was cut off, its revision stays pending until a rollback or an "
        "uninstall.",
    ),
    (
        r'the release named "[^"]*" is already deleted',
        "deleted",
        "the release is deleted already",
        "Set purge to remove its history too.",
    ),
    (
        r"incompatible versions client\[([^\]]*)\] server\[([^\]]*)\]",
        "version",
        None,
        "Install a Tiller whose version is not older than the client's.",
    ),
    (
        r"contains removed kubernetes api\(s\) for this kubernetes version",
        "removed-api",
        None,
        "Take a version of the chart that fits this Kubernetes. For a release that is there already, the module "
        "coxswain.helm.migrate rewrites what is stored.",
    ),
    (
        r"already exists in the cluster and wasn't defined in the previous release",
        "conflict",
        None,
        "Delete the object, or give it another name in the chart: Tiller adopts nothing.",
    ),
    (
        r"timed out waiting for the condition",
        "timeout",
        None,
        "Look at the objects of the release, or allow more time with timeout.",
    ),
    (
        r"Chart incompatible with Tiller|Chart requires kubernetesVersion",
        "chart",
        None,
        "Take a version of the chart that fits, or upgrade.",
    ),
    (r"no objects visited", "chart", "the chart renders no object", "Check the values: Tiller installs nothing empty."),
    (
        r"YAML parse error on|validation failed|error validating",
        "chart",
        None,
        "Correct the chart or the values that the message names.",
    ),
    (
        r"(?:^|: )(?:\S+ )?\"?[^\"]*\"? is forbidden|forbidden: User",
        "forbidden",
        None,
        "Tiller's service account may not do this: give it a role that allows it.",
    ),
    (
        r"exceeds max length of 53|invalid release name",
        "name",
        None,
        "Use lower-case letters, digits, hyphens and dots, 53 characters at most.",
    ),
    (
        r"message larger than max|Received message larger|trying to send message larger",
        "too-large",
        "the message is larger than the 20 MiB that Tiller takes",
        "Leave files out of the chart that its templates do not need (.helmignore), or keep fewer revisions.",
    ),
)


def refusal(text: str, where: str | None) -> TillerError:
    """The error that a text of Tiller's stands for.

    :param where: the release concerned.
    """
    for pattern, reason, what, remedy in _TABLE:
        if re.search(pattern, text):
            return TillerError(what or first_line(text), where, remedy, reason=reason)
    return TillerError(first_line(text) or "Tiller refuses without a reason", where, None, reason="failed")


def first_line(text: str) -> str:
    """A text without what follows its first paragraph, and without the space around it."""
    return re.sub(r"\s*\n\s*", "; ", text.strip())[:2000]
