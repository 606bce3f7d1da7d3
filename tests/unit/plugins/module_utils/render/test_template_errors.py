# SPDX-License-Identifier: GPL-3.0-or-later
"""Each Helm's error texts for templates that cannot be parsed or executed."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.render.template_errors import (
    mark_warning,
    parse_error,
    run_error,
)

OUTER = 'template: a/b.yaml:3:4: executing "a/b.yaml" at <include "x" .>: error calling include: '
INNER = 'template: a/_x.tpl:1:2: executing "x" at <.Values.a.b>: nil pointer evaluating interface {}.b'


def test_parse_errors() -> None:
    text = 'template: a/b.yaml:3: function "nothing" not defined'
    assert parse_error("a/b.yaml", text, HELM4) == 'parse error at (a/b.yaml:3): function "nothing" not defined'
    assert parse_error("a/b.yaml", text, HELM3) == 'parse error at (a/b.yaml:3): function "nothing" not defined'
    assert parse_error("a/b.yaml", text, HELM2) == f'parse error in "a/b.yaml": {text}'
    assert parse_error("a/b.yaml", "whatever", HELM4) == "parse error in (a/b.yaml): whatever"


def test_parse_errors_keep_the_text_after_the_last_colon() -> None:
    text = 'template: a:1: unexpected "x": in operand'
    assert parse_error("a", text, HELM4) == "parse error at (a:1): in operand"


def test_run_errors_by_helm_version() -> None:
    chain = [OUTER + INNER, OUTER + INNER, INNER, INNER]
    assert run_error("a/b.yaml", iter(chain), True, HELM3) == OUTER + INNER
    assert run_error("a/b.yaml", iter(chain), True, HELM2) == f'render error in "a/b.yaml": {OUTER}{INNER}'
    assert run_error("a/b.yaml", iter(chain), True, HELM4) == (
        "a/b.yaml:3:4\n"
        '  executing "a/b.yaml" at <include "x" .>:\n'
        "    error calling include:\n"
        "a/_x.tpl:1:2\n"
        '  executing "x" at <.Values.a.b>:\n'
        "    nil pointer evaluating interface {}.b"
    )


def test_a_chain_with_another_error_is_unchanged() -> None:
    text = 'template: a:1:2: executing "a" at <semver "x">: error calling semver: invalid semantic version'
    assert run_error("a", iter([text, "invalid semantic version"]), True, HELM4) == text


@pytest.mark.parametrize("dialect", [HELM4, HELM3], ids=lambda dialect: dialect.name)
def test_warnings_stand_alone(dialect: object) -> None:
    marked = mark_warning("two\nlines")
    text = f'template: a:1:2: executing "a" at <fail "x">: error calling fail: {marked}'
    assert run_error("a", iter([text]), True, dialect) == "execution error at (a:1:2): two\nlines"


def test_errors_that_are_not_exec_errors() -> None:
    text = 'template: no template "x" associated with template "gotpl"'
    assert run_error("a", iter([text]), False, HELM4) == text
    assert run_error("a", iter(["odd"]), True, HELM4) == "execution error in (a): odd"
