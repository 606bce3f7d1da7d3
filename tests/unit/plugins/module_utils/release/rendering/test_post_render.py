# SPDX-License-Identifier: GPL-3.0-or-later
"""From a rendering to a manifest: which objects each of the user's changes sees, and where they end up."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering import post_render_program
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.patches import read_patches
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.post_render import (
    needs_post_render,
    post_render,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import render_chart
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from unit.plugins.module_utils.render.charts import chart

FILES = {
    "templates/b.yaml": "kind: Service\napiVersion: v1\nmetadata: {name: b}  # as written\n",
    "templates/a.yaml": "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}\n---\n"
    "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {x: '1'}\n",
    "templates/h.yaml": "kind: Job\napiVersion: batch/v1\n"
    "metadata: {name: h, annotations: {helm.sh/hook: pre-install}}\n",
}
LABEL = read_patches([{"patch": {"metadata": {"labels": {"team": "web"}}}, "target": {"name": ".*"}}])
EACH = "{% for object in objects %}\n---\n{{ object | toYaml }}\n{% endfor %}"


def changed(dialect=HELM4, **fields):
    result = render_chart(chart(FILES, dialect), {}, ReleaseFacts("shop", "web"), dialect=dialect)
    request = ReleaseRequest("shop", "web", dialect=dialect, **fields)
    functions = function_table(dialect, Entropy(), ClusterQueries())
    return result, post_render(result, request, {"Values": result.values}, functions)


def test_nothing_to_do():
    assert not needs_post_render(ReleaseRequest("shop", "web"))
    assert needs_post_render(ReleaseRequest("shop", "web", patches=LABEL))
    assert needs_post_render(ReleaseRequest("shop", "web", post_render="x"))
    assert needs_post_render(ReleaseRequest("shop", "web", post_renderer=("x",)))


@pytest.mark.parametrize(("dialect", "hooked"), [(HELM4, True), (HELM3, False)], ids=["helm 4", "helm 3"])
def test_hooks_take_part_for_helm_4_only(dialect, hooked):
    before, after = changed(dialect, patches=LABEL)
    (hook,) = after.hooks
    assert ("team: web" in hook.manifest) is hooked
    assert hook.path == before.hooks[0].path
    assert after.manifest.count("team: web") == 3


def test_objects_stay_in_the_order_of_their_kinds_under_their_templates():
    _, after = changed(patches=LABEL, post_render=EACH)
    entropy = [line for line in after.manifest.splitlines() if line.startswith("# Source: ")]
    assert entropy == [
        "# Source: boat/templates/a.yaml",
        "# Source: boat/templates/b.yaml",
        "# Source: boat/templates/a.yaml",
    ]
    kinds = [line for line in after.manifest.splitlines() if line.startswith("kind: ")]
    assert kinds == ["kind: ConfigMap", "kind: Service", "kind: Deployment"]


def test_what_no_patch_touches_stays_as_it_is_written():
    patches = read_patches([{"patch": {"data": {"x": "2"}}, "target": {"kind": "ConfigMap"}}])
    before, after = changed(patches=patches)
    assert "# as written" in after.manifest
    assert after.hooks[0].manifest == before.hooks[0].manifest


def test_a_hook_may_become_an_object_and_the_other_way_round():
    patches = read_patches(
        [
            {"patch": [{"op": "remove", "path": "/metadata/annotations"}], "target": {"kind": "Job"}},
            {"patch": {"metadata": {"annotations": {"helm.sh/hook": "test"}}}, "target": {"kind": "Service"}},
        ]
    )
    _, after = changed(patches=patches)
    assert [(hook.kind, hook.events) for hook in after.hooks] == [("Service", ("test",))]
    assert "kind: Job" in after.manifest


def test_a_target_that_fits_nothing_is_told():
    _, after = changed(patches=read_patches([{"patch": {"a": 1}, "target": {"kind": "Nope"}}]))
    assert after.warnings == ["patches, entry 1: no object matches the target (kind Nope)"]


def test_a_new_object_of_the_template():
    more = EACH + "\n---\n{apiVersion: v1, kind: Secret, metadata: {name: s}}"
    _, after = changed(post_render=more)
    assert "# Source: generated-by-postrender-4.yaml" in after.manifest


@pytest.fixture
def program(monkeypatch):
    """A post-renderer that is a function; what it was given is kept."""
    given = []

    def use(work):
        def run(arguments, manifest, timeout):
            given.append((arguments, manifest, timeout))
            return work(manifest)

        monkeypatch.setattr(post_render_program, "run_post_renderer", run)
        return given

    return use


def test_the_program_comes_last_and_sees_the_files_of_helm_4(program):
    given = program(lambda text: text.replace("name: a", "name: z"))
    _, after = changed(patches=LABEL, post_renderer=("fix", "-x"))
    ((arguments, manifest, timeout),) = given
    assert (arguments, timeout) == (("fix", "-x"), 300.0)
    assert manifest.count("team: web") == manifest.count("postrenderer.helm.sh/postrender-filename: ") == 4
    assert "postrender-filename" not in after.manifest + after.hooks[0].manifest
    assert "# Source: boat/templates/a.yaml\napiVersion: apps/v1\nkind: Deployment\n" in after.manifest
    assert "name: z" in after.manifest


def test_the_program_sees_the_manifest_of_helm_3(program):
    given = program(lambda text: text)
    before, after = changed(HELM3, post_renderer=("fix",))
    assert given[0][1].startswith("---\n# Source: boat/templates/a.yaml\n")
    assert "kind: Job" not in given[0][1]
    assert after.hooks == before.hooks


PRINTED = [
    ("no mapping", "- 1\n", "document 1 is not a mapping"),
    ("no YAML", "a: b: c\n", "the output of the post-renderer"),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in PRINTED], ids=[row[0] for row in PRINTED])
def test_what_is_no_manifest(program, text, message):
    program(lambda _text: text)
    with pytest.raises(RenderError, match=message):
        changed(post_renderer=("fix",))
