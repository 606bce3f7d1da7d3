# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the packages in docs/architecture.md, drawn from the import statements.

`python tests/unit/package_graph.py` writes it anew; `test_layers.py` compares it with the sources.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from unit import sources

PAGE = sources.ROOT / "docs" / "architecture.md"
#: What the pictures show: a name, and the package whose parts are drawn ("" for the packages of the core).
PICTURES = {"packages": "", "release": "release", "tiller": "tiller"}
#: Errors, dialects and the code of Jinja2's and Go's values are imported nearly everywhere.
_LEFT_OUT = {"errors", "dialect", "__init__"}


def part_of(module: str, package: str) -> str:
    """The part of a package that a dotted module name belongs to."""
    return (module.removeprefix(package).lstrip(".") if package else module).partition(".")[0]


def edges(package: str) -> dict[str, set[str]]:
    """Each part of a package with the parts that it imports, in functions and for types, too."""
    folder = sources.CORE / package
    found: dict[str, set[str]] = {}
    for path in sources.python_files(folder):
        here = path.relative_to(folder).parts[0].removesuffix(".py")
        found.setdefault(here, set())
        for entry in sources.imports(path):
            whole = entry.module or str(entry.name)
            if not entry.core or (package and part_of(whole, "") != package):
                continue
            there = part_of(entry.module, package) or str(entry.name)
            if there != here:
                found[here].add(there)
    return {here: there - _LEFT_OUT for here, there in found.items() if here not in _LEFT_OUT}


def reduced(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """A graph without the arrows that a longer way already shows."""

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        pending = list(graph.get(start, ()))
        while pending:
            node = pending.pop()
            if node not in seen:
                seen.add(node)
                pending += graph.get(node, ())
        return seen

    return {
        here: {one for one in there if not any(one in reach(two) for two in there - {one})}
        for here, there in graph.items()
    }


def drawn(package: str) -> str:
    """The picture of a package's parts as Mermaid prints it."""
    graph = reduced(edges(package))
    lines = ["```mermaid", "flowchart TD"]
    for here in sorted(graph):
        lines += [f"    {here} --> {there}" for there in sorted(graph[here])] or [f"    {here}"]
    return "\n".join([*lines, "```"])


def page_with_pictures(text: str) -> str:
    """A page with its pictures drawn anew."""
    for name, package in PICTURES.items():
        start, end = f"<!-- imports of {name} -->", "<!-- end -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}\n{drawn(package)}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page_with_pictures(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
