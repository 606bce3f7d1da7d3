# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import the collection's Python code once per process, and from bytecode.

Ansible's loader of collections compiles each file in each process. So the plugins on the controller import this file
only; everything else they get from :func:`load`, which imports the same files as a package of its own. Its bytecode is
stored beside the sources as usual, or, where that directory is not writable, in the user's private cache.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import marshal
import os
import sys
from importlib.machinery import PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

#: Name of the package; ``NAME.module_utils`` and ``NAME.plugin_utils`` are the directories of the collection.
NAME = "_coxswain_helm"

_PLUGINS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_HEADER = 16


def load(name: str) -> Any:
    """Return a module of the collection.

    :param name: the path below ``plugins``, such as ``module_utils.module.release``.
    """
    if NAME not in sys.modules:
        _install()
    return importlib.import_module(f"{NAME}.{name}")


def is_installed(library: str) -> bool:
    """Return whether a Python package can be imported."""
    try:
        return importlib.util.find_spec(library) is not None
    except ImportError:
        return False


def _install() -> None:
    package = ModuleType(NAME, "The code of coxswain.helm below plugins/.")
    package.__path__ = [_PLUGINS]
    sys.modules[NAME] = package
    if not os.access(os.path.join(_PLUGINS, "module_utils"), os.W_OK):
        private_folder = importlib.import_module(f"{NAME}.module_utils.private_folder")
        cache = private_folder.in_cache("bytecode", sys.implementation.cache_tag or "python")
        if cache is not None:
            sys.meta_path.insert(0, CachingFinder(NAME, cache))


class CachingFinder:
    """Find the modules of a package, and load them with a :class:`CachingLoader`."""

    def __init__(self, package: str, cache: str) -> None:
        self._prefix = f"{package}."
        self._cache = cache

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return the specification of a module, ``None`` for modules of other packages."""
        if not name.startswith(self._prefix):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = CachingLoader(name, spec.loader.path, self._cache)
        return spec


class CachingLoader(SourceFileLoader):
    """Load a module from bytecode in a private directory, which is written if it is missing or outdated.

    The files have the header of Python's own (PEP 552), with modification time and size of the source, and are named
    by the path of the source.

    :param cache: a directory that only this user can write.
    """

    def __init__(self, name: str, path: str, cache: str) -> None:
        super().__init__(name, path)
        self._cache = cache

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the code of the module."""
        header = self._header()
        stored = os.path.join(self._cache, importlib.util.source_hash(self.path.encode()).hex() + ".pyc")
        try:
            with open(stored, "rb") as stream:
                content = stream.read()
            if content[:_HEADER] == header:
                code = marshal.loads(content[_HEADER:])
                if isinstance(code, CodeType) and code.co_filename == self.path:
                    return code
        except (OSError, ValueError, EOFError, TypeError):
            pass
        code = self.source_to_code(self.get_data(self.path), self.path)
        # Without it, the next process compiles the module again.
        with contextlib.suppress(OSError):
            load("module_utils.private_folder").write(stored, header + marshal.dumps(code))
        return code

    def _header(self) -> bytes:
        status = self.path_stats(self.path)
        numbers = (0, int(status["mtime"]) & 0xFFFFFFFF, int(status["size"]) & 0xFFFFFFFF)
        return importlib.util.MAGIC_NUMBER + b"".join(number.to_bytes(4, "little") for number in numbers)
