# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jinja2 environment that runs untrusted templates.

Jinja2's own immutable sandbox refuses what is known to be dangerous. This one, on top of it, allows only what is
listed: the syntax tree of each template is rewritten (see ``jinja_rewriter``), so that every look-up, operator,
literal, comparison and loop goes through functions that accept nothing but Go values and count what is used.

As Jinja2 is imported late, the classes below lack its base classes; :func:`_sandbox_type` adds them.
"""

# Exact types are compared on purpose: a subclass represents another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from ..errors import TemplateError
from . import jinja_operators as operators
from .jinja_limits import JinjaMeter
from .jinja_lookup import ABSENT, look_up
from .jinja_rewriter import rewrite
from .jinja_values import Callee, kind_name, shallow, text_of

if TYPE_CHECKING:
    from jinja2.ext import Extension as _JinjaExtension
    from jinja2.runtime import StrictUndefined as _JinjaUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment as _JinjaEnvironment
else:
    _JinjaExtension = _JinjaUndefined = _JinjaEnvironment = object

#: The attributes of ``loop``; ``cycle`` and ``changed`` are its methods.
_LOOP_FIELDS = frozenset(
    ["index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0"]
)


class _Missing(_JinjaUndefined):
    """A value that does not exist: an error for all functions except ``default`` and the like."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        hint = self._undefined_hint
        if hint is None:
            return f"{self._undefined_name} is undefined"
        if hint.startswith("the template "):
            return f"the imported template does not define {self._undefined_name}"
        return str(hint)

    def fail_as_missing(self) -> None:
        """Raise the error of a value that does not exist."""
        raise TemplateError(self._undefined_message)


class _TokenCount(_JinjaExtension):
    """Counts the tokens of templates."""

    def filter_stream(self, stream: Any) -> Any:
        meter = self.environment.meter  # type: ignore[attr-defined]
        for token in stream:
            meter.token()
            yield token


class _JinjaTypes(NamedTuple):
    """Jinja2's own types that templates get values of."""

    loop: type[Any]
    module: type[Any]
    namespace: type[Any]
    cycler: type[Any]
    joiner: type[Any]
    macro: type[Any]


class _Sandbox(_JinjaEnvironment):
    """The environment; see the module.

    :param meter: counts what all templates of the environment use.
    """

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))
    missing_type: type[_Missing]
    token_count_type: type[_TokenCount]
    types: _JinjaTypes
    #: the types that only :meth:`_jinja_attribute` looks into
    opaque_types: tuple[type[Any], ...]

    def __init__(self, meter: JinjaMeter) -> None:
        from jinja2 import pass_context

        self.meter = meter
        super().__init__(
            undefined=self.missing_type,
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", self.token_count_type],
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            optimized=False,
            auto_reload=False,
            cache_size=0,
        )
        # The compiler evaluates constants with the finalizer, unless that takes the context.
        self.finalize = pass_context(lambda _context, value: text_of(value, meter))
        self.globals = {}
        self.filters = {}
        self.tests = {}
        #: returns the template of a name, for the template that imports it
        self.template_for: Callable[[Any, str | None], Any] = lambda _name, _parent: None

    def own_filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters that rewritten templates call; their names cannot be written in a template."""
        meter = self.meter
        return {
            "#attr": self.attribute,
            "#slice": lambda value, start, stop, step: operators.slice_of(value, start, stop, step, meter),
            "#concat": lambda values: operators.concatenate(values, meter),
            "#list": lambda values: operators.list_literal(values, meter),
            "#dict": lambda pairs: operators.mapping_literal(pairs, meter),
            "#iterate": lambda value: operators.iterate(value, meter),
            "#operand": lambda value: operators.operand(value, meter),
            "#in": lambda value, container: operators.contains(value, container, meter),
        }

    # --------------------------------------------------------------------------------------------------- templates

    def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
        tree = rewrite(super()._parse(source, name, filename))
        tree.set_environment(self)
        return tree

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
        return self.template_for(name, parent)

    def select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Any:
        from jinja2.exceptions import TemplateNotFound, TemplatesNotFound

        for name in names:
            try:
                return self.template_for(name, parent)
            except TemplateNotFound:
                continue
        raise TemplatesNotFound(names)

    def get_or_select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Any:
        if isinstance(names, (list, tuple)):
            return self.select_template(names, parent)
        return self.template_for(names, parent)

    # ----------------------------------------------------------------------------------------------------- look-up

    def attribute(self, value: Any, key: Any, source: str, dotted: bool) -> Any:
        """Return ``value.key`` or ``value[key]``.

        :param source: how the template writes it, for error messages.
        """
        if type(value) is dict and type(key) is str and key in value:
            return value[key]
        if isinstance(value, self.missing_type):
            # Report the first part of a path that is missing.
            return value
        if isinstance(key, self.missing_type):
            key.fail_as_missing()
        if isinstance(value, self.opaque_types):
            found = self._jinja_attribute(value, key)
        else:
            found = look_up(shallow(value), key, dotted, self.meter)
        if found is not ABSENT:
            return found
        reason = f" ({source.rpartition('.')[0]} is null)" if value is None and dotted else ""
        return self.missing_type(hint=f"{source} is undefined{reason}", name=str(key) if isinstance(key, str) else "")

    def _jinja_attribute(self, value: Any, key: Any) -> Any:
        """Return an attribute of one of Jinja2's own objects."""
        types = self.types
        if not isinstance(key, str) or key.startswith("_"):
            raise TemplateError(f"{key!r} of a {kind_name(value)} is not available")
        if isinstance(value, types.loop):
            found = self._loop_attribute(value, key)
            if found is not ABSENT:
                return found
        elif isinstance(value, types.module):
            return value.__dict__.get(key, ABSENT)
        elif isinstance(value, types.namespace):
            return object.__getattribute__(value, "_Namespace__attrs").get(key, ABSENT)
        elif isinstance(value, types.cycler):
            if key == "current":
                return value.current
            if key in ("next", "reset"):
                return Callee(key, value.next if key == "next" else value.reset)
        raise TemplateError(f"{key} of a {kind_name(value)} is not available")

    def _loop_attribute(self, loop: Any, key: str) -> Any:
        if key in _LOOP_FIELDS:
            return getattr(loop, key)
        if key == "cycle":
            return Callee("cycle", loop.cycle)
        if key == "changed":
            meter = self.meter
            return Callee("changed", lambda *args: loop.changed(*[operators.operand(arg, meter) for arg in args]))
        return ABSENT

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.attribute(obj, attribute, attribute, True)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.element(obj, argument)

    def element(self, value: Any, key: Any) -> Any:
        """Return ``value[key]`` for a filter that gets the key as an argument."""
        shown = key if isinstance(key, (str, int)) else "it"
        return self.attribute(value, key, f"attribute {shown}", False)

    # --------------------------------------------------------------------------------------------------- execution

    def call(self, context: Any, callee: Any, /, *args: Any, **named: Any) -> Any:
        meter, types = self.meter, self.types
        meter.step()
        local = {key: named.pop(key, None) for key in ("_loop_vars", "_block_vars")}
        if type(callee) is Callee:
            if callee.wants_context:
                return meter.created(callee.run(context, *args, **named))
            return meter.created(callee.run(*args, **named))
        if isinstance(callee, self.missing_type):
            callee.fail_as_missing()
        if isinstance(callee, types.joiner):
            return callee()
        with meter.nested():
            if isinstance(callee, types.macro):
                return meter.created(context.call(callee, *args, **named, **local))
            if isinstance(callee, types.loop):
                if len(args) != 1 or named:
                    raise TemplateError("loop takes one argument, the value to loop over")
                return meter.created(callee(operators.iterate(args[0], meter)))
        raise TemplateError(f"a {kind_name(callee)} cannot be called")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        return operators.operate(operator, left, right, self.meter)

    def concat(self, parts: Any) -> str:
        """Return the output of a macro or a captured block."""
        parts = list(parts)
        self.meter.check_text(sum(map(len, parts)))
        text = "".join(parts)
        self.meter.created(text)
        return text


@lru_cache(maxsize=1)
def _sandbox_type() -> type[_Sandbox]:
    """Return the environment class with the base classes of Jinja2."""
    from jinja2 import StrictUndefined
    from jinja2.environment import TemplateModule
    from jinja2.ext import Extension
    from jinja2.runtime import LoopContext, Macro
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from jinja2.utils import Cycler, Joiner, Namespace

    class Missing(_Missing, StrictUndefined):
        __slots__ = ()

    class TokenCount(_TokenCount, Extension):
        pass

    class Sandbox(_Sandbox, ImmutableSandboxedEnvironment):
        missing_type = Missing
        token_count_type = TokenCount
        types = _JinjaTypes(LoopContext, TemplateModule, Namespace, Cycler, Joiner, Macro)
        opaque_types = (*types, Callee)

    return Sandbox


def make_environment(meter: JinjaMeter) -> Any:
    """Return a new environment; its globals, filters, tests and templates are for the caller to add."""
    return _sandbox_type()(meter)
