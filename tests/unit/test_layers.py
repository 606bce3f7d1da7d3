# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go strictly down the layers of docs/architecture.md, and costly or dangerous ones stay where they belong."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from unit import package_graph, sources

#: Package of the core to the packages it may import from; itself is always allowed.
MAY_IMPORT = {
    "errors": set(),
    "dialect": set(),
    "trace": set(),
    "parallel": set(),
    "private_folder": set(),
    "gotemplate": {"errors", "dialect", "private_folder"},
    "data": {"errors", "dialect", "gotemplate"},
    "sprig": {"errors", "dialect", "gotemplate", "data"},
    "chart": {"errors", "dialect", "gotemplate", "data", "sprig"},
    "repository": {"errors", "dialect", "parallel", "trace", "gotemplate", "data", "sprig", "chart"},
    "render": {"errors", "dialect", "gotemplate", "data", "sprig", "chart", "repository"},
    "cluster": {"errors", "dialect", "parallel", "private_folder", "trace", "gotemplate", "data", "sprig"},
    "release": {
        "errors",
        "dialect",
        "parallel",
        "gotemplate",
        "data",
        "sprig",
        "chart",
        "repository",
        "render",
        "cluster",
    },
}
MAY_IMPORT["certificates"] = {"errors"}
MAY_IMPORT["tiller"] = {"release"} | MAY_IMPORT["release"]
MAY_IMPORT["module"] = {"certificates", "tiller", "trace", "private_folder"} | MAY_IMPORT["tiller"]

#: The layer of each package, as the table of docs/architecture.md numbers them.
LAYERS = {
    "errors": "L0",
    "dialect": "L0",
    "trace": "L0",
    "parallel": "L0",
    "private_folder": "L0",
    "gotemplate": "L1",
    "data": "L1",
    "sprig": "L1",
    "chart": "L2",
    "repository": "L2",
    "render": "L3",
    "cluster": "L4",
    "release": "L5",
    "tiller": "L5",
    "certificates": "L5",
    "module": "L6",
}

#: Package of the core to what stands in it, lowest first: each part may import from those before it. A part is a
#: sub-package or a file; what is not listed stands above all others.
INNER_LAYERS = {
    "release": (
        "request",
        "records",
        "api_rewrite",
        "planning",
        "rendering",
        "execution",
        "reporting",
        "backend",
        "direct",
        "operations",
    ),
    "tiller": ("protocol", "records", "connection", "swift", "helm_home", "releases", "server", "migration"),
    "module": (
        *(
            "progress",
            "task",
            "definition",
            "http_trace",
            "options",
            "file_diff",
            "reporting",
            "rendering",
            "repository_entry",
        ),
        *(
            "backends",
            "release_runner",
            "release_reader",
            "release_details",
            "tiller_details",
            "interruption",
            "runner",
            "path_information",
            "shipped",
            "direct",
            "session",
        ),
        # Implementations of modules; what two of them need is in a file above.
        *sorted(path.stem for path in (sources.PLUGINS / "modules").glob("*.py")),
    ),
}

#: Library to the packages of the core that may import it; any other library is not for the core.
LIBRARIES = {
    # Kubeconfigs are YAML as client-go reads it, not as Helm reads values; a diff is for people.
    "yaml": {"data", "cluster", "release"},
    # The hash functions that the library of signatures wants.
    "cryptography": {"sprig", "chart", "certificates"},
    "pgpy": {"chart"},
    "bcrypt": {"sprig"},
    "jsonschema": {"chart"},
    # What jsonschema brings along.
    "jsonschema_specifications": {"chart"},
    "referencing": {"chart"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "urllib3": {"cluster", "repository"},
    "kubernetes": {"cluster"},
    # Tiller's messages and calls.
    "google": {"tiller"},
    "grpc": {"tiller"},
    "ansible": {"module"},
}

#: Libraries whose import takes time that a task which does not need them should not spend.
COSTLY = {"kubernetes", "cryptography", "bcrypt", "jsonschema", "jinja2", "urllib3", "pgpy", "google", "grpc"}

#: Parts of the standard library that start programs or import what no import statement names.
FORBIDDEN = {"subprocess", "importlib", "imp", "pkgutil", "runpy", "pty", "commands", "popen2", "multiprocessing"}
#: The files that start a program which the user names, without a shell: a post-renderer, Docker's credential helpers.
STARTS_PROGRAMS = {"release/rendering/post_render_program.py", "repository/credential_helpers.py"}
#: The files that import the code of the collection: on the controller, and in a session on a target.
LOADERS = {sources.PLUGINS / "plugin_utils" / name for name in ("core.py", "session_start.py")}
FORBIDDEN_CALLS = {"__import__", "os.system", "os.popen", "os.posix_spawn", "os.posix_spawnp", "os.fork", "os.forkpty"}
FORBIDDEN_CALLS |= {
    f"os.{kind}{suffix}" for kind in ("exec", "spawn") for suffix in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")
}


def package_of(path_or_module: Path | str) -> str:
    """The package of the core that a file or a dotted module name belongs to: its first element."""
    if isinstance(path_or_module, str):
        return path_or_module.partition(".")[0]
    return path_or_module.relative_to(sources.CORE).parts[0].removesuffix(".py")


def taken_from(entry: sources.Import) -> str:
    """The package that an import of the core takes from; ``from .. import errors`` takes from ``errors``."""
    return package_of(entry.module or entry.name or "")


def library_of(entry: sources.Import) -> str:
    """The top-level package of an import from outside of the collection, else an empty string."""
    return "" if entry.core or entry.module.startswith("ansible_collections.") else entry.module.partition(".")[0]


def entries(folder: Path) -> Iterator[tuple[Path, sources.Import]]:
    for path in sources.python_files(folder):
        for entry in sources.imports(path):
            yield path, entry


def refuse(found: Iterable[object]) -> None:
    lines = sorted(str(entry) for entry in found)
    assert not lines, "not allowed:\n" + "\n".join(lines)


def test_the_core_imports_strictly_downwards():
    def upwards(path: Path, entry: sources.Import) -> bool:
        package = package_of(path)
        return package == "__init__" or taken_from(entry) not in MAY_IMPORT[package] | {package}

    refuse(entry for path, entry in entries(sources.CORE) if entry.core and upwards(path, entry))


def inner_part(package: str, module: str) -> str:
    """The part of a package that a dotted module name below it belongs to."""
    return module.removeprefix(package).lstrip(".").partition(".")[0]


def test_the_parts_of_a_package_import_strictly_downwards():
    def upwards(package: str, order: tuple[str, ...], path: Path, entry: sources.Import) -> bool:
        here = path.relative_to(sources.CORE / package).parts[0].removesuffix(".py")
        there = inner_part(package, entry.module) or str(entry.name)
        places = {part: place for place, part in enumerate(order)}
        return here != there and places.get(there, len(order)) >= places.get(here, len(order))

    refuse(
        entry
        for package, order in INNER_LAYERS.items()
        for path, entry in entries(sources.CORE / package)
        if entry.core and package_of(entry.module or str(entry.name)) == package
        if upwards(package, order, path, entry)
    )


def test_every_part_of_a_layered_package_is_listed():
    for package, order in INNER_LAYERS.items():
        parts = {path.stem for path in (sources.CORE / package).iterdir() if path.suffix == ".py" or path.is_dir()}
        assert parts - {"__init__", "__pycache__"} == set(order)


def test_the_core_imports_itself_by_relative_statements_only():
    refuse(entry for path, entry in entries(sources.CORE) if entry.core and not entry.relative)


def test_an_import_names_something_that_exists():
    """Ansible leaves a misspelt nested import out of what it ships without a word."""

    def exists(entry: sources.Import) -> bool:
        file = sources.core_file(entry.module)
        if entry.name is None:
            return file is not None
        below = ".".join(filter(None, [entry.module, entry.name]))
        return sources.core_file(below) is not None or (
            file is not None and entry.name in sources.top_level_names(file)
        )

    refuse(entry for path, entry in entries(sources.PLUGINS) if entry.core and not exists(entry))


def test_no_import_takes_everything():
    refuse(entry for path, entry in entries(sources.PLUGINS) if entry.name == "*")


def test_a_library_is_imported_only_where_it_belongs():
    def strange(path: Path, entry: sources.Import) -> bool:
        library = library_of(entry)
        standard = not library or library in sys.stdlib_module_names
        return not standard and package_of(path) not in LIBRARIES.get(library, set())

    refuse(entry for path, entry in entries(sources.CORE) if strange(path, entry))


def test_a_costly_library_is_imported_inside_the_function_that_needs_it():
    def early(path: Path, entry: sources.Import) -> bool:
        return library_of(entry) in COSTLY and entry.line not in sources.deferred_lines(path)

    refuse(entry for path, entry in entries(sources.CORE) if early(path, entry))


def test_nothing_starts_a_program_or_imports_by_name():
    allowed = {sources.CORE / name for name in STARTS_PROGRAMS}
    refuse(
        entry
        for path, entry in entries(sources.PLUGINS)
        if library_of(entry) in FORBIDDEN
        and not (path in allowed and library_of(entry) == "subprocess")
        and not (path in LOADERS and library_of(entry) == "importlib")
    )
    for path in sources.python_files():
        calls = [node for node in ast.walk(sources.tree(path)) if isinstance(node, ast.Call)]
        named = [(node.lineno, ast.unparse(node.func)) for node in calls]
        refuse(
            f"{path.relative_to(sources.ROOT)}:{line}: {name}"
            for line, name in named
            if name in FORBIDDEN_CALLS or name.endswith(".run_command")
        )


def test_a_module_imports_the_module_layer_only():
    modules = sources.PLUGINS / "modules"
    refuse(entry for path, entry in entries(modules) if entry.core and taken_from(entry) != "module")


def test_the_table_of_the_architecture_is_the_one_that_is_held():
    text = (sources.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    documented = {}
    for line in text.splitlines():
        row = re.match(r"\| (L\d) \| ([^|]+) \|", line)
        if row:
            for name in re.findall(r"`([a-z0-9_]+)`", row[2]):
                documented[name] = row[1]
    assert documented == LAYERS


def test_the_table_covers_every_package():
    packages = {package_of(path) for path in sources.python_files(sources.CORE)} - {"__init__"}
    assert packages <= set(LAYERS)
    assert set(MAY_IMPORT) == set(LAYERS)


def test_the_table_goes_down_only():
    order = list(MAY_IMPORT)
    for package, allowed in MAY_IMPORT.items():
        assert all(order.index(other) < order.index(package) for other in allowed)


def test_the_pictures_of_the_architecture_show_the_imports():
    """`python tests/unit/package_graph.py` draws them anew."""
    text = package_graph.PAGE.read_text(encoding="utf-8")
    assert text == package_graph.page_with_pictures(text)
