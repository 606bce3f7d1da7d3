# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the templates of a chart and of the charts inside it.

Templates of all charts share one set of names. They are parsed and run from the deepest path to the shallowest, and
among those of one depth from the last name to the first, so that a parent's definitions win over its subcharts'.
"""

from __future__ import annotations

import operator
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..chart.chart import Chart
from ..chart.values import table_at
from ..dialect import HELM4, Dialect
from ..errors import RenderError, TemplateError
from ..gotemplate.codecache import CodeCache
from ..gotemplate.functions import FunctionError, FunctionTable
from ..gotemplate.gc_pause import paused_gc
from ..gotemplate.kinds import Values
from ..gotemplate.limits import LimitError, Limits, run_deep
from ..gotemplate.strconv import quote
from ..gotemplate.template import ExecError, TemplateSet
from ..sprig.sources import Sources
from .capabilities import Questions
from .errors import parse_error, run_error
from .files import files_object
from .functions import Lookup, function_table
from .objects import chart_object, values_type

#: How often ``include`` may go into the same template again before it is over.
_MAX_NESTED_INCLUDES = 1000
#: What Go prints for a missing key, which Helm takes out of everything that it renders.
_NO_VALUE = "<no value>"


@dataclass
class _Scope:
    """What the templates of one chart see.

    :param dot: the cursor that each of its templates begins with.
    :param values: ``.Values``, a view of its own on the mapping below the chart's name in the parent's.
    :param table: that mapping; ``None`` for the root chart, and where there is none.
    """

    chart: Chart
    dot: Values
    values: Values
    table: dict[str, Any] | None
    below: list[_Scope]
    seen: dict[str, Any]


@dataclass
class _Source:
    """A template file: its text and whose it is."""

    text: str
    scope: _Scope
    base_path: str


def render_templates(
    chart: Chart,
    render_values: Mapping[str, Any],
    dialect: Dialect = HELM4,
    *,
    sources: Sources | None = None,
    questions: Questions | None = None,
    lookup: Lookup | None = None,
    enable_dns: bool = False,
    limits: Limits | None = None,
    cache: CodeCache | None = None,
    lint: bool = False,
) -> dict[str, str]:
    """The text that each template file of a chart gives, by path, notes included and partials left out.

    :param chart: with its dependencies processed.
    :param render_values: ``Release``, ``Capabilities`` and ``Values`` (coalesced).
    :param lint: ``required`` and ``fail`` stop nothing.
    :raises RenderError: a template does not parse or does not run, in Helm's words.
    """
    functions = function_table(dialect, sources or Sources(), questions or Questions(), lookup, enable_dns, lint)
    engine = _Helm2Engine if dialect.major == 2 else _Engine
    # Templates that include each other a thousand times deep need a deep stack.
    try:
        return run_deep(engine(dialect, functions, limits, cache).render, chart, render_values, limits=limits)
    except LimitError as error:
        # A bound was met while no template ran, such as while the error of one was put into words.
        raise RenderError(error.what, where=chart.name) from error


class _Engine:
    """Helm 3 and 4."""

    def __init__(
        self, dialect: Dialect, functions: FunctionTable, limits: Limits | None, cache: CodeCache | None
    ) -> None:
        self.dialect = dialect
        self.functions = functions
        self.limits = limits
        self.cache = cache
        self.values_type = values_type(dialect)

    def render(self, chart: Chart, render_values: Mapping[str, Any]) -> dict[str, str]:
        with paused_gc():
            return self._render(chart, render_values)

    def _render(self, chart: Chart, render_values: Mapping[str, Any]) -> dict[str, str]:
        files: dict[str, _Source] = {}
        self._collect(chart, render_values, None, chart.name, files)
        names = sorted(files, key=lambda name: (name.count("/"), name), reverse=True)
        jinja = {name: files[name].text for name in names if is_jinja(files[name].scope.chart)}
        templates = self._parse(files, [name for name in names if name not in jinja])
        run_jinja = self._jinja(jinja, templates) if jinja else None
        rendered: dict[str, str] = {}
        for name in names:
            if name.rsplit("/", 1)[-1].startswith("_"):
                continue
            if run_jinja is not None and name in jinja:
                rendered[name] = run_jinja(name, files[name])
            else:
                rendered[name] = self._run(templates, name, files[name])
        return rendered

    # -------------------------------------------------------------------------------------------------- scopes

    def _collect(
        self,
        chart: Chart,
        render_values: Mapping[str, Any],
        parent: _Scope | None,
        path: str,
        files: dict[str, _Source],
    ) -> _Scope:
        """Gather the templates of a chart and of those inside it."""
        table: dict[str, Any] | None = None
        if parent is None:
            values = self.values_type(render_values["Values"])
        else:
            table = table_at(parent.dot, f"Values.{chart.name}")
            values = self.values_type(table or {})
        dot = self._dot(chart, values, render_values)
        scope = _Scope(chart, dot, values, table, [], dict(table or {}))
        for subchart in chart.dependencies:
            inner = self._collect(subchart, render_values, scope, self._path(subchart, path), files)
            scope.below.append(inner)
            if "Subcharts" in dot:
                dot["Subcharts"][subchart.name] = inner.dot
        for file in chart.templates:
            if chart.is_library and not file.name.rsplit("/", 1)[-1].startswith("_"):
                continue
            name = posixpath.join(path, file.name)
            text = file.data.decode("utf-8", "surrogateescape")
            files[name] = _Source(text, scope, posixpath.join(path, "templates"))
        return scope

    def _path(self, subchart: Chart, _parent: str) -> str:
        return subchart.full_path

    def _dot(self, chart: Chart, values: Values, render_values: Mapping[str, Any]) -> Values:
        return self.values_type(
            {
                "Chart": chart_object(chart, self.dialect),
                "Files": files_object(chart.files, self.dialect),
                "Release": render_values["Release"],
                "Capabilities": render_values["Capabilities"],
                "Values": values,
                "Subcharts": {},
            }
        )

    # ------------------------------------------------------------------------------------------------- templates

    def _new_set(self) -> TemplateSet:
        templates = TemplateSet(
            self.functions,
            eager_logic=self.dialect.eager_logic,
            limits=self.limits,
            cache=self.cache,
        )
        counts: dict[str, int] = {}
        templates.set_functions(
            {
                "include": self.functions["include"].with_call(_include(templates, counts)),
                "tpl": self.functions["tpl"].with_call(self._tpl(templates, counts)),
            }
        )
        return templates

    def _parse(self, files: Mapping[str, _Source], names: list[str]) -> TemplateSet:
        templates = self._new_set()
        with templates.together():
            for name in names:
                self._parse_one(templates, name, files[name].text)
        return templates

    def _parse_one(self, templates: TemplateSet, name: str, text: str) -> None:
        try:
            templates.parse(name, text)
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(parse_error(name, str(error), self.dialect)) from error

    def _run(self, templates: TemplateSet, name: str, source: _Source) -> str:
        scope = source.scope
        scope.dot["Template"] = self.values_type({"Name": name, "BasePath": source.base_path})
        try:
            text = templates.execute(name, scope.dot)
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(run_error(name, _chain(error), isinstance(error, ExecError), self.dialect)) from error
        finally:
            _exchange(scope)
        return text.replace(_NO_VALUE, "") if _NO_VALUE in text else text

    def _jinja(self, texts: Mapping[str, str], templates: TemplateSet) -> Callable[[str, _Source], str]:
        """What runs the templates of charts whose engine is Jinja2; their ``include`` finds Go's templates too."""
        from .jinja_engine import JinjaTemplates

        engine = JinjaTemplates(texts, templates.functions, self.limits)

        def run(name: str, source: _Source) -> str:
            source.scope.dot["Template"] = self.values_type({"Name": name, "BasePath": source.base_path})
            try:
                return engine.render(name, source.scope.dot)
            except TemplateError as error:
                raise RenderError(str(error)) from error
            finally:
                _exchange(source.scope)

        return run

    def _tpl(self, templates: TemplateSet, counts: dict[str, int]) -> Callable[[str, Any], str]:
        include_record, tpl_record = self.functions["include"], self.functions["tpl"]

        def tpl(text: str, data: Any) -> str:
            if "{{" not in text:
                # Nothing in it can be run or fail.
                return text.replace(_NO_VALUE, "") if _NO_VALUE in text else text
            inner = templates.clone()
            inner.set_functions(
                {
                    "include": include_record.with_call(_include(inner, counts)),
                    "tpl": tpl_record.with_call(self._tpl(inner, counts)),
                }
            )
            try:
                template = inner.parse(inner.name, text)
            except LimitError:
                raise
            except TemplateError as error:
                raise FunctionError(f"cannot parse template {quote(text)}: {error}", error) from error
            try:
                result = inner.execute_template(template, data)
            except LimitError:
                raise
            except TemplateError as error:
                raise FunctionError(f"error during tpl function execution for {quote(text)}: {error}", error) from error
            return result.replace(_NO_VALUE, "") if _NO_VALUE in result else result

        return tpl


class _Helm2Engine(_Engine):
    """Helm 2: ``tpl`` parses every file anew, with its text in the place of the running template's."""

    def __init__(
        self, dialect: Dialect, functions: FunctionTable, limits: Limits | None, cache: CodeCache | None
    ) -> None:
        super().__init__(dialect, functions, limits, cache)
        self.files: dict[str, _Source] = {}

    def _path(self, subchart: Chart, parent: str) -> str:
        # The path follows the names as they are now, whoever held the subchart when it was loaded.
        return f"{parent}/charts/{subchart.name}"

    def _dot(self, chart: Chart, values: Values, render_values: Mapping[str, Any]) -> Values:
        return self.values_type(
            {
                "Values": values,
                "Release": render_values["Release"],
                "Chart": chart_object(chart, self.dialect),
                "Files": files_object(chart.files, self.dialect),
                "Capabilities": render_values["Capabilities"],
            }
        )

    def _parse(self, files: Mapping[str, _Source], names: list[str]) -> TemplateSet:
        self.files = {name: files[name] for name in names}
        return super()._parse(files, names)

    def _run(self, templates: TemplateSet, name: str, source: _Source) -> str:
        source.scope.dot["Template"] = {"Name": name, "BasePath": source.base_path}
        try:
            text = templates.execute(name, source.scope.dot)
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(run_error(name, _chain(error), True, self.dialect)) from error
        finally:
            _exchange(source.scope)
        return text.replace(_NO_VALUE, "")

    def _tpl(self, templates: TemplateSet, counts: dict[str, int]) -> Callable[[str, Any], str]:
        def tpl(text: str, data: Any) -> str:
            place = {}
            for key in ("BasePath", "Name"):
                above = table_at(data, "Template")
                if above is None or key not in above or isinstance(above[key], dict):
                    what = "Basepath" if key == "BasePath" else key
                    reason = f"{key} is not a value" if above is None else f"key not found: {key}"
                    raise FunctionError(
                        f"Cannot retrieve Template.{what} from values inside tpl function: {text} ({reason})"
                    )
                place[key] = above[key]
            name = place["Name"]
            prefix = f"Error during tpl function execution for {quote(text)}"
            inner = self._new_set()
            try:
                self._parse_one(inner, name, text)
                for other, source in self.files.items():
                    if not inner.has(other):
                        self._parse_one(inner, other, source.text)
            except RenderError as error:
                raise FunctionError(f"{prefix}: {error}") from error
            if name.rsplit("/", 1)[-1].startswith("_"):
                return ""
            data["Template"] = {"Name": name, "BasePath": place["BasePath"]}
            try:
                result = inner.execute(name, data)
            except LimitError:
                raise
            except TemplateError as error:
                message = run_error(name, _chain(error), True, self.dialect)
                raise FunctionError(f"{prefix}: {message}") from error
            return result.replace(_NO_VALUE, "")

        return tpl


def is_jinja(chart: Chart) -> bool:
    """Whether the templates of a chart itself, not of those below it, are for Jinja2: ``engine`` in its Chart.yaml."""
    return chart.source_metadata.get("engine") == "jinja2"


def _include(templates: TemplateSet, counts: dict[str, int]) -> Callable[[str, Any], str]:
    execute = templates.execute

    def include(name: str, data: Any) -> str:
        depth = counts.get(name, 0)
        if depth > _MAX_NESTED_INCLUDES:
            reason = "unable to execute template"
            raise FunctionError(
                f"rendering template has a nested reference name: {name}: {reason}", FunctionError(reason)
            )
        counts[name] = depth + 1
        try:
            return execute(name, data)
        finally:
            counts[name] = depth

    return include


def _chain(error: BaseException) -> Iterator[str]:
    """The texts of an error and of those that it wraps."""
    current: BaseException | None = error
    while current is not None:
        yield str(current)
        current = getattr(current, "cause", None)


def _exchange(scope: _Scope) -> None:
    """Let what a template has set in ``.Values`` show where the same values are seen from another chart.

    In Go a subchart's ``.Values`` and the mapping below its name in its parent's are one map; here they are two, which
    differ in nothing but keys of this level.
    """
    if scope.table is not None:
        _reconcile(scope)
    for inner in scope.below:
        if inner.table is not None:
            _exchange(inner)


def _reconcile(scope: _Scope) -> None:
    view, table, seen = scope.values, scope.table, scope.seen
    if table is None:
        raise AssertionError
    if not _same(view, seen):
        source: Mapping[str, Any] = view
        target: dict[str, Any] = table
    elif not _same(table, seen):
        source, target = table, view
    else:
        return
    fresh = dict(source)
    target.clear()
    target.update(fresh)
    scope.seen = fresh


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both hold the very same values under the same keys, in the same order."""
    return one.keys() == other.keys() and all(map(operator.is_, one.values(), other.values()))
