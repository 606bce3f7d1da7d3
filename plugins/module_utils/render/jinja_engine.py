# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the templates of charts whose Chart.yaml sets ``engine: jinja2``.

Helm 2 defined the field. Objects and functions are those of Go templates. Jinja2 is imported when the first such chart
is rendered.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Callable, NoReturn

from ..errors import CoxswainError, MissingLibraryError, TemplateError
from ..gotemplate.exec_errors import NoTemplateError
from ..gotemplate.functions import FunctionTable
from ..gotemplate.limits import LimitError, Limits, run_deep
from ..gotemplate.strconv import quote
from .jinja_calls import call_error
from .jinja_filters import filters, tests
from .jinja_functions import Functions, go_functions, jinja_functions
from .jinja_limits import JinjaLimits, JinjaMeter
from .jinja_sandbox import make_environment
from .jinja_values import Callee, is_missing, kind_name, shallow

_MINIMUM_VERSION = (3, 1)
#: Python takes quadratic time to parse a number.
_LONG_NUMBER = re.compile(r"[0-9_]{20000}")
#: Stands for an argument that is left out, as every value may be passed.
_OMITTED: Any = object()


def render_jinja_templates(
    templates: Iterable[tuple[str, str, Mapping[str, Any]]],
    functions: FunctionTable,
    limits: Limits | None = None,
) -> dict[str, str]:
    """Return the output of templates by path, except for those whose name starts with ``_``.

    :param templates: path, text and variables (``Values``, ``Release``, …: Go values) of each template, in the order of
        execution.
    :param functions: see :class:`JinjaTemplates`.
    :raises TemplateError: a template cannot be parsed or executed; the message has path, line and reason.
    :raises MissingLibraryError: Jinja2 is missing or too old.
    """
    templates = list(templates)
    engine = JinjaTemplates({path: text for path, text, _rest in templates}, functions, limits)
    return {
        path: engine.render(path, variables)
        for path, _rest, variables in templates
        if not path.rsplit("/", 1)[-1].startswith("_")
    }


class _LocatedError(TemplateError):
    """An error whose message has its location already."""


class JinjaTemplates:
    """The Jinja2 templates of a chart and its subcharts, which may import each other.

    :param texts: the templates by path, such as ``web/templates/service.yaml``.
    :param functions: the functions of the dialect; their ``include``, if any, is used for names of Go templates.
    """

    def __init__(self, texts: Mapping[str, str], functions: FunctionTable, limits: Limits | None = None) -> None:
        _require_library()
        self._texts = dict(texts)
        self.meter = JinjaMeter(JinjaLimits.within(limits))
        self._go_include = functions.get("include", None)
        self._environment = make_environment(self.meter)
        self._environment.template_for = self._template_for
        self._templates: dict[tuple[str, str], Any] = {}
        #: By a compiled template's name in Jinja2: the path that its imports are relative to, and its name in errors.
        self._origins: dict[str, tuple[str, str]] = {}
        self._bind(functions)

    def _bind(self, table: FunctionTable) -> None:
        environment, meter = self._environment, self.meter
        functions: Functions = {
            **go_functions(table, meter),
            **jinja_functions(meter),
            "include": Callee("include", self._include, wants_context=True),
            "tpl": Callee("tpl", self._tpl, wants_context=True),
        }
        environment.globals = functions
        found = filters(functions, meter, environment.element)
        environment.filters = {**found, **environment.own_filters()}
        environment.tests = tests(meter, set(found))

    # -------------------------------------------------------------------------------------------------- running

    def render(self, path: str, variables: Mapping[str, Any]) -> str:
        """Return the output of the template at a path.

        :raises TemplateError: the message has the path and line of the template that failed.
        """
        return run_deep(self._render, path, variables)

    def _render(self, path: str, variables: Mapping[str, Any]) -> str:
        try:
            self.meter.check_time()
            return self._run(self._template(path), variables)
        except Exception as error:
            self._fail(error, path)

    def _run(self, template: Any, variables: Any) -> str:
        """Return the output of a template; ``Root`` is the mapping of all variables."""
        context = template.new_context({**variables, "Root": variables})
        parts: list[str] = []
        for part in template.root_render_func(context):
            parts.append(part)
        return "".join(parts)

    def _include(self, context: Any, name: Any, data: Any = _OMITTED) -> str:
        name, data = shallow(name), self._data(context, data)
        if not isinstance(name, str):
            raise TemplateError(f"include takes the name of a template, not a {kind_name(name)}")
        path = self._resolve(name, self._origins[context.name][0])
        if path is not None:
            if not isinstance(data, dict):
                raise TemplateError(f"include of {name} takes a mapping of variables, not a {kind_name(data)}")
            return str(self.meter.created(self._run(self._template(path), data)))
        if self._go_include is None:
            raise _not_found(name)
        try:
            with self.meter.nested():
                text = self._go_include.call(name, data)
        except LimitError:
            raise
        except NoTemplateError:
            raise _not_found(name) from None
        except TemplateError as error:
            raise call_error("include", str(error)) from error
        self.meter.check_time()
        return str(self.meter.created(text))

    def _tpl(self, context: Any, text: Any, data: Any = _OMITTED) -> str:
        text, data = shallow(text), self._data(context, data)
        if not isinstance(text, str):
            raise TemplateError(f"tpl takes a string, not a {kind_name(text)}")
        if "{" not in text:
            return text
        if not isinstance(data, dict):
            raise TemplateError(f"tpl takes a mapping of variables, not a {kind_name(data)}")
        home = self._origins[context.name][0]
        key = (home, text)
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._compile(text, home, f"{home}, argument of tpl")
        return self._run(template, data)

    def _data(self, context: Any, data: Any) -> Any:
        """Return the data of ``include`` and ``tpl``: by default, the variables of the running template."""
        if data is _OMITTED:
            data = context.get("Root", {})
        if is_missing(data):
            data.fail_as_missing()
        return shallow(data)

    # ------------------------------------------------------------------------------------------------- templates

    def _resolve(self, name: str, home: str) -> str | None:
        """Return the path of the template that ``name`` refers to in the template at ``home``.

        The name is relative to that template, to its chart's templates, to its chart, or to the root chart; only the
        templates of the charts can be found.
        """
        folders = [posixpath.dirname(home)]
        chart, found, _rest = home.rpartition("/templates/")
        if found:
            folders += [f"{chart}/templates", chart]
        for folder in (*folders, ""):
            path = posixpath.normpath(posixpath.join(folder, name)) if name else ""
            if path in self._texts:
                return path
        return None

    def _template_for(self, name: Any, parent: str | None) -> Any:
        """Return the template of an import or include in the template that Jinja2 calls ``parent``."""
        from jinja2.exceptions import TemplateNotFound

        name = shallow(name)
        if not isinstance(name, str):
            raise TemplateError(f"the name of a template must be a string, not a {kind_name(name)}")
        path = self._resolve(name, self._origins[parent][0] if parent else "")
        if path is None:
            raise TemplateNotFound(name)
        return self._template(path)

    def _template(self, path: str) -> Any:
        template = self._templates.get((path, ""))
        if template is None:
            template = self._templates[(path, "")] = self._compile(self._texts[path], path, path)
        return template

    def _compile(self, text: str, home: str, shown: str) -> Any:
        """Return a compiled template.

        :param shown: its name in error messages. Its name in Jinja2 has only a number, since Jinja2 writes that name
            into Python code, and names of files are untrusted.
        """
        from jinja2.exceptions import TemplateSyntaxError

        environment = self._environment
        name = f"template{len(self._origins)}"
        self._origins[name] = (home, shown)
        if _LONG_NUMBER.search(text):
            raise _LocatedError(f"parse error at ({shown}:1): number is too long")
        try:
            code = environment.compile(text, name, f"<{name}>")
            template = environment.template_class.from_code(environment, code, environment.make_globals(None))
        except TemplateSyntaxError as error:
            raise _LocatedError(f"parse error at ({shown}:{error.lineno}): {error.message}") from None
        except (LimitError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError) as error:
            reason = "template is nested too deeply"
            if isinstance(error, LimitError):
                reason = error.what
            elif isinstance(error, ValueError):
                reason = "number is too long"
            raise _LocatedError(f"parse error at ({shown}:1): {reason}") from None
        template.root_render_func = self._metered(template.root_render_func)
        return template

    def _metered(self, root: Callable[[Any], Iterator[str]]) -> Callable[[Any], Iterator[str]]:
        meter = self.meter

        def run(context: Any) -> Iterator[str]:
            meter.enter()
            try:
                for text in root(context):
                    meter.write(text)
                    yield text
            finally:
                meter.leave()

        return run

    # ---------------------------------------------------------------------------------------------------- errors

    def _fail(self, error: Exception, path: str) -> NoReturn:
        """Raise the error with a readable message and the locations that it comes from."""
        if isinstance(error, CoxswainError) and not isinstance(error, TemplateError):
            raise error
        locations = list(self._locations(error.__traceback__))
        outermost, innermost = (locations[0], locations[-1]) if locations else (f"{path}:1", f"{path}:1")
        error_type = LimitError if isinstance(error, (LimitError, RecursionError, MemoryError)) else TemplateError
        text = _message(error)
        if isinstance(error, _LocatedError):
            used = bool(locations)
        else:
            used = outermost != innermost
            text = f"execution error at ({innermost}): {text}"
        raise error_type(f"{text} (used at {outermost})" if used else text) from error

    def _locations(self, traceback: TracebackType | None) -> Iterator[str]:
        """Yield path and line of each running template, the outermost first."""
        while traceback is not None:
            template = traceback.tb_frame.f_globals.get("__jinja_template__")
            if template is not None:
                yield f"{self._origins[template.name][1]}:{template.get_corresponding_lineno(traceback.tb_lineno)}"
            traceback = traceback.tb_next


def _message(error: Exception) -> str:
    """Return the message of an error that a template caused."""
    from jinja2.exceptions import TemplateError as JinjaError
    from jinja2.exceptions import TemplateNotFound, TemplatesNotFound

    if isinstance(error, TemplateError):
        return str(error)
    if isinstance(error, TemplatesNotFound):
        return "none of the templates exists"
    if isinstance(error, TemplateNotFound):
        return f"there is no template {quote(str(error.name))} in the chart"
    if isinstance(error, JinjaError):
        return error.message or "the template is not valid"
    if isinstance(error, (RecursionError, MemoryError)):
        return "templates or values are nested too deeply"
    return str(error) or type(error).__name__


def _not_found(name: str) -> TemplateError:
    return TemplateError(f"there is no template {quote(name)}")


def _require_library() -> None:
    """Raise unless Jinja2 is installed in a supported version."""
    purpose = "for charts with engine: jinja2"
    try:
        import jinja2
    except ImportError:
        raise MissingLibraryError("Jinja2", "3.1", purpose) from None
    found = re.findall(r"\d+", jinja2.__version__)
    if tuple(map(int, found[:2])) < _MINIMUM_VERSION:
        raise MissingLibraryError("Jinja2", "3.1", purpose, found=jinja2.__version__)
