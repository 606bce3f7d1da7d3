# SPDX-License-Identifier: GPL-3.0-or-later
"""Post-rendering of a manifest with a Jinja2 template."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data.yaml_in import load_objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.render.jinja_post_render import jinja_post_render
from unit.plugins.module_utils.render import jinja_support

MANIFEST = """---
# Source: web/templates/a.yaml
kind: Pod
metadata:
  name: a
spec:
  securityContext:
    runAsUser: 1000000000
---
kind: Secret
metadata:
  name: b
"""

OUTPUTS = {
    "the-same": ('{{ objects | map("toYaml") | join("\n---\n") }}', load_objects(MANIFEST)),
    "the-text": ("{{ manifest }}", load_objects(MANIFEST)),
    "fewer": (
        "{{ objects | selectattr('kind', 'ne', 'Secret') | map('toYaml') | join('\n---\n') }}",
        load_objects(MANIFEST)[:1],
    ),
    "changed": (
        "{% for object in objects %}\n---\n"
        "{{ mergeOverwrite(object, {'metadata': {'labels': {'team': Values.name}}}) | toYaml }}\n{% endfor %}",
        [{**entry, "metadata": {**entry["metadata"], "labels": {"team": "web"}}} for entry in load_objects(MANIFEST)],
    ),
    "none": ("", []),
}


@pytest.mark.parametrize(("template", "expected"), OUTPUTS.values(), ids=OUTPUTS)
def test_objects(template: str, expected: list[object]) -> None:
    text = jinja_post_render(template, MANIFEST, jinja_support.variables(), jinja_support.functions())
    assert load_objects(text) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("\n{{ nowhere }}", "execution error at (post-render:2): nowhere is undefined", id="missing"),
        pytest.param("{{ 1 + }}", "parse error at (post-render:1): unexpected 'end of print statement'", id="syntax"),
        pytest.param("{{ ''.__class__ }}", "execution error at (post-render:1): ", id="escape"),
        pytest.param("{{ include('x') }}", "there is no template", id="include"),
        pytest.param("- 1", "output of the post-render template: document 1 is not a mapping", id="list"),
        pytest.param("a: b: c", "output of the post-render template: ", id="not-yaml"),
    ],
)
def test_error(template: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        jinja_post_render(template, MANIFEST, {}, jinja_support.functions())
    assert message in str(caught.value)


def test_a_manifest_that_is_not_yaml() -> None:
    with pytest.raises(RenderError, match="manifest before post-rendering: "):
        jinja_post_render("{{ manifest }}", "a: b: c", {}, jinja_support.functions())
