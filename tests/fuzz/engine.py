# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the collection and Helm's own packages on the same cases, and compare their answers.

A case is a mapping in the form that the oracle reads (see ``oracle/main.go``), but ``values`` is a mapping, written as
JSON before it is sent. An answer is the result of the case: its output by file, a typed dump, or the text of an error.
"""

from __future__ import annotations

import base64
import contextlib
import json
import random
import re
import select
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.coalesce import coalesce_values
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import read_values
from ansible_collections.coxswain.helm.plugins.module_utils.data import strvals, yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import compiler
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import Int64
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities, ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities_object import capabilities_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.engine import render_templates
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts, release_object
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

from . import focus, texts
from .grammar import Generator, Signature
from .shrink import Case, shrink

Answer = dict[str, Any]

# Generated bodies of branches are short.
compiler.MIN_ACTIONS = 1

_CAPABILITIES = {name: Capabilities.default(dialect) for name, dialect in DIALECTS.items()}
#: Addresses, and maps that Go prints in random order, differ between runs.
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}|0X[0-9A-F]{6,}")


_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")

#: Seconds that Helm's packages have for an answer; they run for minutes where the collection reaches a limit.
PATIENCE = 30


class OracleCrash(Exception):
    """Helm's packages crashed or did not end, so there is no answer to compare with."""


class Oracle:
    """Helm's packages in a process behind a pipe, as a context manager."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._start()

    def _start(self) -> None:
        # A crash prints megabytes of stack traces.
        self._process = subprocess.Popen(
            [str(self._program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._close()
        self._process.wait()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def ask(self, case: Case) -> Answer:
        """Return Helm's answer, files decoded to text (bytes that are not UTF-8 as surrogate escapes)."""
        self.send(case)
        return self.receive(case)

    def send(self, case: Case) -> None:
        """Send a question; :meth:`receive` returns the answer, so that both sides can work in parallel."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(_as_texts(case)).encode() + b"\n")
            self._process.stdin.flush()

    def receive(self, case: Case) -> Answer:
        """Return the answer to the last question."""
        assert self._process.stdout is not None
        # An answer is one line, written at once, so none of it can remain in the stream's buffer.
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            self._process.kill()
            self._process.wait()
            self._close()
            self._start()
            raise OracleCrash(json.dumps(case))
        answer: Answer = json.loads(line)
        if "output" in answer:
            answer["output"] = {
                name: base64.b64decode(text).decode("utf-8", "surrogateescape")
                for name, text in answer["output"].items()
            }
        return answer


def _as_texts(case: Case) -> Case:
    """Return the case as the oracle reads it, with values as JSON."""
    made = {k: json.dumps(v, ensure_ascii=False) if k in ("values", "config") else v for k, v in case.items()}
    if "subcharts" in case:
        made["subcharts"] = [{**s, "values": json.dumps(s["values"], ensure_ascii=False)} for s in case["subcharts"]]
    return made


def ours(case: Case) -> Answer:
    """Return the collection's answer."""
    try:
        if case["op"] == "render":
            return _render(case)
        if case["op"] == "set":
            return _set(case)
        if case["op"] == "values":
            return {"dump": dump(read_values(case["text"].encode(), DIALECTS[case["dialect"]]))}
        return {"dump": dump(yaml_in.unmarshal(case["text"]))}
    except CoxswainError as error:
        # Helm's errors are sent as JSON, in which Go replaces each byte that is not UTF-8 by U+FFFD.
        return {"error": _ESCAPED_BYTE.sub("\ufffd", error.what)}


def _render(case: Case) -> Answer:
    dialect = DIALECTS[case["dialect"]]
    chart = Chart(metadata={"apiVersion": "v2", "name": "c", "version": "1.2.3", "appVersion": "9.8"})
    chart.templates = [File(name, text.encode()) for name, text in sorted(case["templates"].items())]
    chart.files = [File(name, text.encode()) for name, text in sorted(case.get("files", {}).items())]
    chart.values = _values(case["values"])
    for inner in case.get("subcharts", []):
        subchart = Chart(metadata={"apiVersion": "v2", "name": inner["name"], "version": "0.1.0"})
        subchart.templates = [File(name, text.encode()) for name, text in sorted(inner["templates"].items())]
        subchart.values = _values(inner["values"])
        subchart.parent = chart
        chart.dependencies.append(subchart)
    entropy, queries = Entropy(), ClusterQueries()
    output = render_templates(
        chart,
        {
            "Release": release_object(ReleaseFacts(name="rel", namespace="ns1"), dialect, entropy),
            "Capabilities": capabilities_object(_CAPABILITIES[dialect.name], dialect, queries),
            "Values": coalesce_values(chart, _values(case.get("config", {})), dialect, lambda _text: None),
        },
        function_table(dialect, entropy, queries),
        dialect,
    )
    return {"output": output}


def _values(values: Any) -> Any:
    return yaml_in.unmarshal(json.dumps(values, ensure_ascii=False))


def _set(case: Case) -> Answer:
    into = {
        "set": strvals.parse_into,
        "string": strvals.parse_string_into,
        "json": strvals.parse_json_into,
        "literal": strvals.parse_literal_into,
    }[case["kind"]]
    into(case["text"], dest := {}, dialect=DIALECTS[case["dialect"]])
    return {"dump": dump(dest)}


def dump(value: Any) -> str:
    """Format a value with its Go types, as the oracle does."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Int64):
        return f"int64:{int(value)}"
    if isinstance(value, float):
        return f"float64:{struct.pack('>d', value).hex()}"
    if isinstance(value, str):
        return '"' + value.encode("utf-8", "surrogateescape").hex() + '"'
    if isinstance(value, list):
        return "[" + " ".join(map(dump, value)) + "]"
    if isinstance(value, dict):
        return "{" + " ".join(f"{dump(k)}={dump(value[k])}" for k in sorted(value, key=str.encode)) + "}"
    return f"{type(value).__name__}:{value}"


def same(mine: Answer, theirs: Answer) -> bool:
    """Return whether two answers agree, apart from addresses."""
    return mine == theirs or _ADDRESS.sub("0xc", json.dumps(mine, sort_keys=True)) == _ADDRESS.sub(
        "0xc", json.dumps(theirs, sort_keys=True)
    )


def signatures(dialect: str) -> dict[str, Signature]:
    """Return the template functions of a dialect, including Go's own."""
    table = function_table(DIALECTS[dialect], Entropy(), ClusterQueries())
    found = {name: Signature(f.params, f.variadic, f.result) for name, f in table.items()}
    for name in ("eq", "ne", "lt", "le", "gt", "ge", "and", "or", "index"):
        found[name] = Signature(
            ("interface {}", "interface {}"), True, "bool" if len(name) == 2 and name != "or" else "interface {}"
        )
    for name in ("not", "len"):
        found[name] = Signature(("interface {}",), False, "bool" if name == "not" else "int")
    for name in ("print", "println", "html", "js", "urlquery"):
        found[name] = Signature(("interface {}",), True, "string")
    found["printf"] = Signature(("string", "interface {}"), True, "string")
    return found


def cases(seed: int, start: int, count: int) -> Iterator[Case]:
    """Yield ``count`` cases; case number ``n`` depends on ``seed`` and ``n`` only."""
    tables = {dialect: signatures(dialect) for dialect in ("helm3", "helm4")}
    for number in range(start, start + count):
        rng = random.Random(f"{seed}/{number}")
        dialect = rng.choice(["helm3", "helm4", "helm4"])
        pick = rng.random()
        if pick < 0.1:
            kind = rng.choice(["set", "set", "string", "json", "literal"])
            text = texts.json_expression(rng) if kind == "json" else texts.set_expression(rng)
            yield {"op": "set", "dialect": dialect, "kind": kind, "text": text}
        elif pick < 0.18:
            yield {"op": "yaml", "text": texts.yaml_text(rng)}
        elif pick < 0.2:
            text = rng.choice(["---\n", "--- \n", "---", "\n---\n"]).join(
                texts.yaml_text(rng) for _ in range(rng.choice([1, 2, 2, 3]))
            )
            yield {"op": "values", "dialect": dialect, "text": text}
        elif pick < 0.45:
            text = _one(rng, tables[dialect]) if pick < 0.3 else rng.choice(focus.FAMILIES)(rng)
            templates = _reshaped(rng, {"templates/t.yaml": text}, tables[dialect])
            yield {"op": "render", "dialect": dialect, "templates": templates, "values": texts.values(rng)}
        elif pick < 0.5:
            yield {"op": "render", "dialect": dialect, **texts.scopes(rng)}
        else:
            templates = _reshaped(rng, Generator(rng, tables[dialect]).template(), tables[dialect])
            yield {"op": "render", "dialect": dialect, "templates": templates, "values": texts.values(rng)}


def _reshaped(rng: random.Random, templates: dict[str, str], table: dict[str, Signature]) -> dict[str, str]:
    """Sometimes produce what the compiler treats specially: files that are one ``if``, and repeated actions."""
    text = templates["templates/t.yaml"]
    pick = rng.random()
    if pick < 0.08:
        text = f"{{{{ if {Generator(rng, table).pipeline()} }}}}{text}{{{{ end }}}}\n"
    elif pick < 0.16:
        return {**templates, "templates/u.yaml": f"é\n{text}\n{text}"}
    return {**templates, "templates/t.yaml": text}


def _one(rng: random.Random, table: dict[str, Signature]) -> str:
    """Produce one action with one call, which finds most failures of larger templates and is easier to read."""
    generator = Generator(rng, table)
    return generator.action(generator.call_of(rng.choice(sorted(generator.functions)), 1))


def compare(oracle: Oracle, case: Case) -> tuple[Answer, Answer]:
    """Return our answer and Helm's.

    :raises OracleCrash: Helm gives no answer; ours is still computed, so that its crash would show.
    """
    oracle.send(case)
    mine = ours(case)
    return mine, oracle.receive(case)


def smallest(oracle: Oracle, case: Case) -> tuple[Case, Answer, Answer]:
    """Shrink a disagreement; return it with both answers."""

    def disagrees(candidate: Case) -> bool:
        try:
            return not same(*compare(oracle, candidate))
        except OracleCrash:
            return False

    made = shrink(case, disagrees)
    return made, *compare(oracle, made)
