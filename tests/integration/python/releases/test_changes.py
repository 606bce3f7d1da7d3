# SPDX-License-Identifier: GPL-3.0-or-later
"""What users change of a rendering: patches, a Jinja2 template, a program; and what a diff shows and hides."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.patches import read_patches

from .conftest import CONFIG_MAP, DEPLOYMENT
from .test_hooks import job
from .test_unchanged import PASSWORD

TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "h.yaml": job("h", "pre-install,pre-upgrade")}
REPLICAS = {"patch": {"spec": {"replicas": 2}}, "target": {"kind": "Deployment"}}
OPERATION = {"patch": [{"op": "add", "path": "/data/more", "value": "1"}], "target": {"name": ".*-settings"}}
EVERYTHING = {"patch": {"metadata": {"labels": {"team": "web"}}}, "target": {"kind": ".*"}}
TEMPLATE = """
{% for object in objects %}
---
{{ mergeOverwrite(object, {"metadata": {"annotations": {"by": Release.Name}}}) | toYaml }}
{% endfor %}
"""


@pytest.fixture
def folder(make_chart):
    return make_chart(TEMPLATES)


@pytest.fixture
def program(tmp_path):
    """A post-renderer out of Python's text."""

    def make(text):
        path = tmp_path / "post renderer; true"
        path.write_text(f"#!/usr/bin/env python3\nimport sys\ntext = sys.stdin.read()\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_all_of_them_in_their_order(shop, folder, program):
    changes = {
        "patches": read_patches([REPLICAS, OPERATION, EVERYTHING]),
        "post_render": TEMPLATE,
        "post_renderer": (
            program("assert 'by: shop' in text\nprint(text.replace('Ahoy', sys.argv[1]))"),
            "Moin; $HOME",
        ),
    }
    predicted, asked = shop.written(shop.present, folder, check=True, **changes)
    assert [str(request) for request in asked if not request.dry_run] == []
    outcome = shop.present(folder, **changes)
    assert [str(change) for change in outcome.changes] == [str(change) for change in predicted.changes]
    settings, app = shop.get("ConfigMap", "shop-settings"), shop.get("Deployment", "shop", "apps/v1")
    assert settings["data"] == {"greeting": "Moin; $HOME", "more": "1"}
    assert app["spec"]["replicas"] == 2
    # Hooks take part, and keep their places in the record.
    hook = shop.get("Job", "h", "batch/v1")
    for document in (settings, app, hook):
        assert document["metadata"]["labels"]["team"] == "web"
        assert document["metadata"]["annotations"]["by"] == "shop"
        assert "postrenderer.helm.sh/postrender-filename" not in document["metadata"]["annotations"]
    release = shop.release()
    assert [hook.path for hook in release.hooks] == ["shop/templates/h.yaml"]
    assert "# Source: shop/templates/settings.yaml" in release.manifest
    second, writes = shop.written(shop.present, folder, **changes)
    assert (second.changed, writes) == (False, [])


CHANGES = [
    ("patches", {"patches": read_patches([OPERATION])}),
    ("a template", {"post_render": TEMPLATE}),
]


@pytest.mark.parametrize("change", [row[1] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_another_change_is_an_upgrade_and_the_same_is_none(shop, folder, change):
    shop.present(folder)
    assert shop.present(folder, **change).action == "upgraded"
    requests = shop.api.requests
    assert shop.present(folder, **change).changed is False
    assert shop.api.requests - requests < 10
    assert shop.present(folder).action == "upgraded"
    assert shop.history()[-1] == (3, "deployed")


def test_a_program_that_prints_something_else_is_noticed(shop, folder, program, tmp_path):
    words = tmp_path / "words"
    words.write_text("Moin")
    renderer = (program("print(text.replace('Ahoy', open(sys.argv[1]).read()))"), str(words))
    shop.present(folder, post_renderer=renderer)
    assert shop.present(folder, post_renderer=renderer).changed is False
    words.write_text("Servus")
    assert shop.present(folder, post_renderer=renderer).action == "upgraded"
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Servus"}


def test_helm_goes_on_with_it(shop, folder, helm, namespace, program):
    shop.present(folder, post_renderer=(program("print(text)"),), patches=read_patches([OPERATION]))
    helm(4, "upgrade", "shop", folder, "-n", namespace)
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}
    helm(3, "rollback", "shop", 1, "-n", namespace)
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy", "more": "1"}


FAILURES = [
    ("a failure", "sys.exit('no ' + 'bread')", "ended with exit status 1: no bread"),
    ("nothing", "", "printed nothing"),
    ("no YAML", "print('a: b: c')", "the output of the post-renderer: "),
    ("no object", "print('- 1')", "document 1 is not a mapping"),
    ("no end", "import time; time.sleep(60)", "did not end within 2 s"),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_a_program_that_fails(shop, folder, program, text, message):
    with pytest.raises(RenderError) as caught:
        shop.present(folder, post_renderer=(program(text),), timeout=2.0)
    assert message in str(caught.value)
    assert shop.history() == []


def test_a_program_that_is_not_there(shop, folder):
    with pytest.raises(RenderError, match="the program does not exist"):
        shop.present(folder, post_renderer=("/nowhere/at-all",))


def test_a_diff_shows_what_is_random_as_random(shop, make_chart):
    clock = CONFIG_MAP + '  made: at {{ now | date "15:04:05.000000000" }}\n  code: {{ randAlpha 9 }}\n'
    folder = make_chart({"settings.yaml": clock, "password.yaml": PASSWORD})
    installed = shop.present(folder)
    settings, password = sorted(installed.diff, key=lambda shown: shown["after_header"])
    assert (settings["before"], password["before"]) == ("", "")
    assert "  code: <random>\n" in settings["after"]
    assert "made: at <random>\n" in settings["after"]
    assert "password: <random>\n" in password["after"]
    (changed,) = shop.present(folder, values={"greeting": "Moin"}).diff
    before, after = (changed[key].splitlines() for key in ("before", "after"))
    gone, come = (
        [line.strip() for line in one if line not in other] for one, other in ((before, after), (after, before))
    )
    assert (gone, come) == (["greeting: Ahoy"], ["greeting: Moin"])


def test_what_is_sensitive_is_hidden(shop, folder):
    values = {"greeting": "tops3cret"}
    outcome = shop.present(folder, values=values, sensitive=("/data/greeting", "/greeting"))
    assert "greeting: <hidden>" in outcome.diff[0]["after"]
    assert "tops3cret" not in str(outcome.diff)
    outcome = shop.present(folder, values={"greeting": "n3w"}, sensitive=("/data/*",))
    assert "greeting: <hidden, changed>" in outcome.diff[0]["after"]
    assert "tops3cret" not in str(outcome.diff) and "n3w" not in str(outcome.diff)
    gone = shop.absent(sensitive=("/data/*",))
    assert any("greeting: <hidden>" in shown["before"] for shown in gone.diff)
    assert {shown["after"] for shown in gone.diff} == {""}


def test_install_and_uninstall_show_each_object(shop, make_chart):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    installed = shop.present(folder).diff
    headers = ["v1 ConfigMap shop-settings", "apps/v1 Deployment shop"]
    assert [(shown["before"], shown["after_header"]) for shown in installed] == [("", header) for header in headers]
    removed = shop.absent().diff
    assert sorted(shown["before_header"] for shown in removed) == sorted(headers)
    assert {shown["after"] for shown in removed} == {""}
