# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's sources as the tests about them see them: files, packages and import statements."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLUGINS = ROOT / "plugins"
CORE = PLUGINS / "module_utils"
#: How absolute imports name the plugins and the core.
PACKAGE = "ansible_collections.coxswain.helm.plugins"
PREFIX = f"{PACKAGE}.module_utils"


@dataclass(frozen=True)
class Import:
    """One imported thing.

    :param file: the importing file, relative to the checkout.
    :param line: the line of the statement.
    :param module: the dotted name of the module that the statement names; inside the core without :data:`PREFIX`.
    :param name: the imported name of a ``from`` statement, else None.
    :param core: whether the module is part of the core.
    :param relative: whether the statement is relative.
    """

    file: str
    line: int
    module: str
    name: str | None
    core: bool
    relative: bool

    def __str__(self) -> str:
        what = f"from {self.module} import {self.name}" if self.name else f"import {self.module}"
        return f"{self.file}:{self.line}: {what}"


def python_files(folder: Path = PLUGINS) -> list[Path]:
    """Every Python file below a folder, sorted."""
    return sorted(path for path in folder.rglob("*.py"))


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@functools.cache
def imports(path: Path) -> list[Import]:
    """Every import statement of a file, in functions and under TYPE_CHECKING too."""
    found = []
    file = str(path.relative_to(ROOT))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.append(_import(file, node, alias.name, None, relative=False))
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                package = list(path.relative_to(PLUGINS).parts[:-1])
                base = package[: len(package) - node.level + 1]
                module = ".".join([PACKAGE, *base, *filter(None, [module])])
            for alias in node.names:
                found.append(_import(file, node, module, alias.name, relative=bool(node.level)))
    return found


def _import(file: str, node: ast.stmt, module: str, name: str | None, *, relative: bool) -> Import:
    core = module == PREFIX or module.startswith(f"{PREFIX}.")
    return Import(file, node.lineno, module[len(PREFIX) + 1 :] if core else module, name, core, relative)


def core_file(module: str) -> Path | None:
    """The file of a module of the core, given without :data:`PREFIX`; None when there is none."""
    base = CORE.joinpath(*module.split(".")) if module else CORE
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def deferred_lines(path: Path) -> set[int]:
    """The lines of the import statements that do not run when the file is imported."""
    lines: set[int] = set()
    for node in ast.walk(tree(path)):
        deferred = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if deferred or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            lines.update(leaf.lineno for leaf in ast.walk(node) if isinstance(leaf, (ast.Import, ast.ImportFrom)))
    return lines


def top_level_names(path: Path) -> set[str]:
    """The names that a file defines or imports at its top level."""
    names: set[str] = set()
    pending: list[ast.stmt] = list(tree(path).body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
            pending += node.body + getattr(node, "orelse", []) + getattr(node, "finalbody", [])
            for handler in getattr(node, "handlers", []):
                pending += handler.body
        names.update(
            leaf.id for leaf in ast.walk(node) if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store)
        )
    return names
