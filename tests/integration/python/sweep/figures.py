# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a sweep as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .trial import Findings


def table(findings: Sequence[Findings]) -> str:
    """How many charts there were, what was put to the test how often, and where a claim did not hold; in Markdown."""
    installed = [item for item in findings if item.refused is None]
    refused = [item for item in findings if item.refused is not None]
    gone = [item for item in refused if item.gone]
    rows: list[tuple[str, object]] = [
        ("charts that Helm 4 renders with their defaults", len(findings)),
        ("installed by Helm 4", len(installed)),
        ("refused by Helm 4", len(refused)),
        ("refused by this collection too", sum(item.both_refuse for item in refused)),
        ("refused for kinds that are not served", len(gone)),
        ("of these, installed with `rewrite_apis`", sum(item.rewritten == "" for item in gone)),
        ("values that chance had a part in", sum(item.random for item in findings)),
    ]
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for item in findings:
        counts.update(item.counts)
        failures.update({complaint.split(" — ", 1)[0] for complaint in item.complaints})
    lines = ["| what | charts |", "| --- | ---: |", *(f"| {name} | {number} |" for name, number in rows), ""]
    lines += ["| claim | tried | failed |", "| --- | ---: | ---: |"]
    lines += [f"| {claim} | {number} | {failures.get(claim, 0)} |" for claim, number in sorted(counts.items())]
    others = sorted(failures.keys() - counts.keys())
    lines += [f"| {claim} | | {failures[claim]} |" for claim in others]
    return "\n".join(lines)


def complaints(findings: Sequence[Findings]) -> list[str]:
    """Every claim that did not hold, with its chart."""
    return [f"{item.chart}: {complaint}" for item in findings for complaint in item.complaints]
