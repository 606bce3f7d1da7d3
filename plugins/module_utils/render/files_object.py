# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.Files``, the files of a chart that are neither templates nor values, as the templates of each Helm see it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from ..chart.chart import File
from ..data import yaml_out
from ..dialect import Dialect
from ..errors import CoxswainError
from ..gotemplate.functions import method
from ..gotemplate.kinds import BytesMap, StringList, StringMap
from .files_glob import compile_glob


class Files(BytesMap):
    """``.Files`` in Helm 3 and 4: file contents by path."""

    go_type = "engine.files"
    #: whether ``AsConfig``, ``AsSecrets`` and ``Lines`` keep the final newline
    keeps_final_newline = False

    @method("Get", "string", result="string")
    def go_get(self, name: str) -> str:
        return _text(self.get(name, b""))

    @method("GetBytes", "string", result="[]uint8")
    def go_get_bytes(self, name: str) -> Any:
        return self.get(name, b"")

    @method("Glob", "string", result="engine.files")
    def go_glob(self, pattern: str) -> Files:
        glob = compile_glob(pattern)
        return type(self)((name, data) for name, data in self.items() if glob.match(name))

    @method("AsConfig", result="string")
    def go_as_config(self) -> str:
        return self._as_yaml({_base(name): _text(self[name]) for name in sorted(self)})

    @method("AsSecrets", result="string")
    def go_as_secrets(self) -> str:
        return self._as_yaml({_base(name): base64.b64encode(self[name]).decode() for name in sorted(self)})

    @method("Lines", "string", result="[]string")
    def go_lines(self, name: str) -> StringList:
        data = self.get(name)
        if not data:
            return StringList()
        text = _text(data)
        if not self.keeps_final_newline and text.endswith("\n"):
            text = text[:-1]
        return StringList(text.split("\n"))

    def _as_yaml(self, entries: Mapping[str, str]) -> str:
        try:
            text = yaml_out.marshal(StringMap(entries))
        except CoxswainError:
            return ""
        return text if self.keeps_final_newline else text.removesuffix("\n")


class Files2(Files):
    """``.Files`` in Helm 2."""

    go_type = "chartutil.Files"
    keeps_final_newline = True


def files_object(files: Iterable[File], dialect: Dialect) -> Files:
    """Return the value of ``.Files`` in a dialect."""
    return (Files2 if dialect.major == 2 else Files)(files)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _base(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1] or "."
