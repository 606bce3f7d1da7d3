# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find drift: live objects that differ from what their release declares.

A local comparison finds candidates; a dry run of their correction decides, so that neither defaults of the server nor
mutating webhooks count as drift.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...data.json_pointer import parse_pointer
from ...errors import ApiError
from ..request import SERVER
from .change import CREATE, PATCH
from .compare import differences, same, settled, without
from .field_ownership import foreign_fields
from .plan import Declared, Observed, Step

if TYPE_CHECKING:
    from ...cluster.api import Api

#: finished objects of these kinds may be deleted automatically (``ttlSecondsAfterFinished``, garbage collection)
_FLEETING = frozenset({("batch", "Job"), ("", "Pod")})


@dataclass(frozen=True)
class Drift:
    """The drift of a release.

    :param steps: the steps that correct it.
    :param fields: the drifted fields by object, ``/`` for an object that is gone.
    :param foreign: fields that other field managers own, by object.
    """

    steps: list[Step] = field(default_factory=list)
    fields: dict[Ref, list[str]] = field(default_factory=dict)
    foreign: dict[Ref, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def find_drift(
    api: Api,
    declared: Sequence[Declared],
    observed: Observed,
    dry_run: Callable[[Step], dict[str, Any]],
    *,
    force_conflicts: bool = False,
    ignore: Sequence[str] = (),
    apply_side: str = SERVER,
) -> Drift:
    """Compare declared and live objects.

    :param dry_run: sends the request of a step with ``dryRun=All`` and returns the resulting object.
    :param force_conflicts: fields of other field managers count as well.
    :param ignore: JSON pointers of fields to ignore, with ``*`` for one segment.
    :param apply_side: who merges the correction, ``server`` or ``client``.
    """
    drift = Drift()
    rules = [_rule(pointer) for pointer in ignore]
    suspects: list[tuple[Step, list[str]]] = []
    for item in declared:
        if item.generated:
            continue
        live = observed.get(item.ref)
        if live is None:
            if (item.ref.group, item.ref.kind) not in _FLEETING:
                drift.steps.append(Step(CREATE, item.ref, item.document, force_conflicts=True, apply_side=apply_side))
                drift.fields[item.ref] = ["/"]
            continue
        if (live.get("metadata") or {}).get("deletionTimestamp"):
            drift.warnings.append(f"{item.ref} is being deleted")
            continue
        document = item.document
        if not force_conflicts:
            foreign = foreign_fields(document, live)
            if foreign:
                drift.foreign[item.ref] = ["/" + "/".join(path) for path in foreign]
                document = without(document, [tuple(path) for path in foreign])
        found = [pointer for pointer in differences(document, live) if not _ignored(pointer, rules)]
        if found:
            # Only drifted fields are forced; ignored fields stay as they are.
            left = [parse_pointer(pointer) for pointer in differences(document, live) if _ignored(pointer, rules)]
            document = without(document, [tuple(path) for path in left])
            suspects.append((Step(PATCH, item.ref, document, live, force_conflicts=True, apply_side=apply_side), found))

    def judge(pair: tuple[Step, list[str]]) -> Any:
        try:
            return dry_run(pair[0])
        except ApiError as error:
            return error

    for (step, found), result in zip(suspects, api.each(judge, suspects)):
        if isinstance(result, ApiError):
            drift.warnings.append(f"{step.ref} may have drifted, but the correction could not be tried: {result.what}")
            if result.lacks_permission:
                drift.steps.append(step)
                drift.fields[step.ref] = found
            continue
        if not same(step.live, result):
            drift.steps.append(step)
            drift.fields[step.ref] = _confirmed(found, step.live or {}, result) or found
    order = {item.ref: place for place, item in enumerate(declared)}
    drift.steps.sort(key=lambda step: order[step.ref])
    return drift


def _confirmed(found: list[str], live: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """Return the candidates that the dry run really changes, as far as mappings show it."""
    one, other = settled(live), settled(result)
    return [pointer for pointer in found if _at(one, pointer) != _at(other, pointer)]


def _at(document: Any, pointer: str) -> Any:
    part = document
    for key in parse_pointer(pointer):
        if isinstance(part, dict):
            part = part.get(key)
        else:
            # The live object may have another order of entries, so the whole list is compared.
            return part
    return part


def _rule(pointer: str) -> re.Pattern[str]:
    parts = ["[^/]*" if part == "*" else re.escape(part) for part in pointer.rstrip("/").split("/")]
    return re.compile("/".join(parts) + r"(/.*)?\Z", re.DOTALL)


def _ignored(pointer: str, rules: Sequence[re.Pattern[str]]) -> bool:
    return any(rule.match(pointer) for rule in rules)
