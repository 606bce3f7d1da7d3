# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup ``template``, called through Ansible's own templating."""

from __future__ import annotations

import pytest

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
data:
  a: {{ .Values.a | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
"""


@pytest.fixture
def chart(tmp_path):
    (tmp_path / "c" / "templates").mkdir(parents=True)
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
    (tmp_path / "c" / "values.yaml").write_text("a: default\n")
    (tmp_path / "c" / "templates" / "cm.yaml").write_text(CONFIG_MAP)
    return str(tmp_path / "c")


def test_text(template, chart):
    text = template("lookup('coxswain.helm.template', chart)", chart=chart)
    assert text.startswith("---\n# Source: c/templates/cm.yaml\n")
    assert "name: release-name\n" in text
    assert 'a: "default"\n' in text


def test_objects_and_options(template, chart):
    found = template(
        "query('coxswain.helm.template', chart, chart, result='objects', name='r', namespace='ns', values=values, "
        "set_values=[{'value': 'b=1'}], kube_version='1.30.1')",
        chart=chart,
        one="own",
        values={"a": "{{ one }}"},
    )
    assert len(found) == 2
    assert found[0]["metadata"] == {"name": "r", "namespace": "ns"}
    assert found[0]["data"] == {"a": "own", "kube": "v1.30.1"}


def test_set_and_files(template, chart, tmp_path):
    (tmp_path / "v.yaml").write_text("a: file\n")
    expression = "lookup('coxswain.helm.template', chart, values_files=[file]{})"
    assert 'a: "file"' in template(expression.format(""), chart=chart, file=str(tmp_path / "v.yaml"))
    wins = expression.format(", set_values=[{'value': 'a=set', 'value_type': 'string'}]")
    assert 'a: "set"' in template(wins, chart=chart, file=str(tmp_path / "v.yaml"))


def test_variables_from_a_file(template, chart):
    """Tagged strings, templates in lazy containers, and encrypted strings."""
    file = (
        "word: templated\nname: r\nvalues: {a: '{{ secret }}', l: ['{{ word }}', 1]}\npatterns: [templates/cm.yaml]\n"
    )
    found = template(
        "query('coxswain.helm.template', chart, result='objects', name=name, namespace=secret, values=values, "
        "show_only=patterns, set_values=[{'value': 'b=' ~ word}, {'value': secret_set}])",
        file,
        {"secret": "geheim", "secret_set": "c.d=1"},
        chart=chart,
    )
    assert found[0]["metadata"] == {"name": "r", "namespace": "geheim"}
    assert found[0]["data"]["a"] == "geheim"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("lookup('coxswain.helm.template', chart ~ '-none')", "there is no such folder or archive"),
        ("lookup('coxswain.helm.template', chart, show_only=['templates/none.yaml'])", "could not find template"),
        ("lookup('coxswain.helm.template', chart, dialect='helm1')", "helm1"),
    ],
    ids=["a chart that is missing", "a template that is missing", "a dialect that is none"],
)
def test_errors(template, templating_error, chart, expression, message):
    with pytest.raises(templating_error, match=message):
        template(expression, chart=chart)


def test_options_match_those_of_the_module():
    import importlib

    import yaml
    from ansible_collections.coxswain.helm.plugins.lookup import template as lookup
    from ansible_collections.coxswain.helm.plugins.module_utils.module import rendering

    documentation = yaml.safe_load(lookup.DOCUMENTATION)
    options = dict(documentation["options"])
    for reference in documentation["extends_documentation_fragment"]:
        package = "ansible_collections.coxswain.helm.plugins.doc_fragments"
        fragment = importlib.import_module(f"{package}.{reference.rpartition('.')[2]}").ModuleDocFragment
        options.update(yaml.safe_load(fragment.DOCUMENTATION)["options"])
    assert options.keys() - {"_terms", "result"} == rendering.SPEC.keys() - {"chart_ref"}
    for name, spec in rendering.SPEC.items():
        if name != "chart_ref":
            assert options[name].get("default") == spec.get("default"), name
            assert options[name]["type"] == spec["type"], name
