# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and functions stay small, and no files import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from unit import sources

FILE_LINES = 600
FUNCTION_LINES = 80
#: Files that are tables: long, and read from top to bottom.
TABLES: set[str] = set()


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the plugins with its number of lines."""
    for path in sources.python_files():
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                name = f"{path.relative_to(sources.PLUGINS)}:{node.lineno} {node.name}"
                yield name, (node.end_lineno or node.lineno) - node.lineno + 1


def imported_files() -> dict[str, set[str]]:
    """Each file of the core with the files that it imports, in functions and for types, too."""
    graph: dict[str, set[str]] = {}
    for path in sources.python_files(sources.CORE):
        here = str(path.relative_to(sources.CORE))
        graph[here] = set()
        for entry in sources.imports(path):
            if not entry.core:
                continue
            below = ".".join(filter(None, [entry.module, entry.name]))
            found = sources.core_file(below) or sources.core_file(entry.module)
            if found is not None and found != path and found.name != "__init__.py":
                graph[here].add(str(found.relative_to(sources.CORE)))
    return graph


def circles(graph: dict[str, set[str]]) -> list[str]:
    """One circle through each file that is on one, as a text."""
    found = []
    for start in sorted(graph):
        paths, seen = [[start]], {start}
        while paths:
            path = paths.pop(0)
            following = graph.get(path[-1], set())
            if start in following:
                found.append(" → ".join([*path, start]))
                break
            paths += [[*path, there] for there in sorted(following - seen)]
            seen |= following
    return found


def test_no_file_is_long():
    lines = {
        str(path.relative_to(sources.PLUGINS)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources.python_files()
    }
    assert {name: count for name, count in lines.items() if count > FILE_LINES and name not in TABLES} == {}


def test_no_function_is_long():
    assert {name: count for name, count in functions() if count > FUNCTION_LINES} == {}


def test_no_files_import_each_other():
    assert circles(imported_files()) == []


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": set()}) == ["b → c → b", "c → b → c"]
