# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode against the run that follows it, over a table of small changes.

What check mode tells, what the run tells and what the API server's audit log holds of the run have to be the same,
object by object. What the server refuses has to be refused in check mode, in the same words.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.apply import apply
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError

from .conftest import CONFIG_MAP, DEPLOYMENT, VALUES


def config_map(name, data="{a: b}", **metadata):
    extra = "".join(f", {key}: {value}" for key, value in metadata.items())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{extra}}}\ndata: {data}\n"


def thing(kind, name, spec, api_version="v1", **metadata):
    extra = "".join(f", {key}: {value}" for key, value in metadata.items())
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}{extra}}}\n{spec}\n"


def deployment(name="shop", replicas=1, labels="{app: shop}", containers="[{name: app, image: x}]"):
    return thing(
        "Deployment",
        name,
        f"spec:\n  replicas: {replicas}\n  selector: {{matchLabels: {labels}}}\n  template:\n"
        f"    metadata: {{labels: {labels}}}\n    spec: {{containers: {containers}}}",
        "apps/v1",
    )


def service(ports="[{name: a, port: 80}]", **spec):
    extra = "".join(f", {key}: {value}" for key, value in spec.items())
    return thing("Service", "shop", f"spec: {{selector: {{app: shop}}, ports: {ports}{extra}}}")


def job(image="x"):
    pod = f"{{spec: {{restartPolicy: Never, containers: [{{name: c, image: {image}}}]}}}}"
    return thing("Job", "once", f"spec: {{template: {pod}}}", "batch/v1")


def claim(size):
    spec = f"accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {size}}}}}"
    return thing("PersistentVolumeClaim", "disk", f"spec: {{{spec}}}")


def binding(role):
    ref = f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: {role}}}\nsubjects: []"
    return thing("RoleBinding", "shop", ref, "rbac.authorization.k8s.io/v1")


def hook(name, events, weight=0):
    marks = f'{{helm.sh/hook: "{events}", helm.sh/hook-weight: "{weight}"}}'
    return config_map(name, annotations=marks)


KEEP = "{helm.sh/resource-policy: keep}"
ONE = {"one.yaml": config_map("one")}
TWO = {**ONE, "two.yaml": config_map("two")}
GREETING = {"greeting.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "still.yaml": config_map("still")}
CLUSTER_ROLE = thing("ClusterRole", '"{{ .Release.Namespace }}"', "rules: []", "rbac.authorization.k8s.io/v1")
OTHER = thing("Namespace", '"{{ .Release.Namespace }}-b"', "")
IN_OTHER = config_map("far", namespace='"{{ .Release.Namespace }}-b"')
GENERATED = config_map("x").replace("name: x", "generateName: made-")
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\n"
CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.NAMESPACE.example.org}
spec:
  group: NAMESPACE.example.org
  scope: Namespaced
  names: {plural: boats, kind: Boat}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, FIELDS}}}]
"""
WIDE = CRD.replace("FIELDS", "properties: {spec: {type: object, properties: {sails: {type: integer}}}}")
BOAT = thing("Boat", "yawl", "spec: {sails: SAILS}", "NAMESPACE.example.org/v1")


@dataclass(frozen=True)
class Wish:
    """A chart, and what is asked of it."""

    templates: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    chart: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What is there before, what others do then, and what is asked for.

    :param before: ``None`` for no release.
    :param after: ``None`` for its removal.
    :param refused: what the refusal says, of check mode and run alike.
    """

    name: str
    before: Wish | None
    after: Wish | None
    meanwhile: Any = None
    refused: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def changed(name, before, after, **more):
    """A case that differs in its templates."""
    return Case(name, Wish(before), Wish(after), **more)


def refused(name, before, after, text, **more):
    """A case that the server refuses."""
    return Case(name, Wish(before), Wish(after), refused=text, **more)


def edited(shop):
    shop.edit("ConfigMap", "shop-settings", {"data": {"greeting": "Hand"}})


def applied(shop):
    document = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "shop-settings", "namespace": shop.namespace},
        "data": {"greeting": "Theirs"},
    }
    apply(shop.api, document, force=True, manager="gitops")


def scaled(shop):
    path = f"/apis/apps/v1/namespaces/{shop.namespace}/deployments/shop/scale"
    shop.api.request("PATCH", path, None, {"spec": {"replicas": 4}}, "application/merge-patch+json")


def removed(shop):
    shop.delete("ConfigMap", "still")


def given_away(shop):
    shop.edit("ConfigMap", "two", {"metadata": {"annotations": {"meta.helm.sh/release-name": "other"}}})


def in_the_way(shop):
    document = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "two", "namespace": shop.namespace}}
    objects.create(shop.api, document)


def failed_before(shop):
    edited(shop)
    with pytest.raises(CoxswainError):
        shop.present(shop.release_chart, values={"greeting": "Moin"})


def quota(shop):
    # Namespaces have a ConfigMap with the cluster's certificates, which counts.
    hard = {"count/configmaps": "2"}
    document = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q", "namespace": shop.namespace}}
    ref = objects.Ref("v1", "ResourceQuota", shop.namespace, "q")
    objects.create(shop.api, {**document, "spec": {"hard": hard}})
    shop.until(lambda: (objects.get(shop.api, ref)["status"].get("used") or {}).get("count/configmaps") == "2")


def policy(shop):
    """No ConfigMap of this namespace may say Moin."""
    name = shop.namespace
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"]}
    base = {"apiVersion": "admissionregistration.k8s.io/v1"}
    expression = "!has(object.data) || !('greeting' in object.data) || object.data.greeting != 'Moin'"
    validations = [{"expression": expression, "message": "nobody says Moin here"}]
    here = {"matchLabels": {"kubernetes.io/metadata.name": name}}
    spec = {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": [rule], "namespaceSelector": here},
        "validations": validations,
    }
    objects.create(shop.api, {**base, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name}, "spec": spec})
    bound = {"policyName": name, "validationActions": ["Deny"]}
    kind = "ValidatingAdmissionPolicyBinding"
    objects.create(shop.api, {**base, "kind": kind, "metadata": {"name": name}, "spec": bound})
    shop.cleanup += [objects.Ref(base["apiVersion"], each, "", name) for each in (kind, "ValidatingAdmissionPolicy")]
    probe = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe", "namespace": name}}

    def holds():
        try:
            objects.create(shop.api, {**probe, "data": {"greeting": "Moin"}}, dry_run=True)
        except CoxswainError:
            return True
        return False

    shop.until(holds)


MOIN = {"greeting": "Moin"}
EMPTY: dict[str, str] = {}
CASES = [
    Case("install", None, Wish({**GREETING, "s.yaml": SECRET, "h.yaml": hook("h", "pre-install,post-install")})),
    Case("install of nothing", None, Wish(EMPTY)),
    Case("values that two of three objects use", Wish(GREETING), Wish(GREETING, {**MOIN, "tag": "2"})),
    Case("a value that nothing uses", Wish(ONE), Wish(ONE, {"unused": 1.0})),
    Case("the chart's version alone", Wish(ONE), Wish(ONE, chart={"version": "0.2.0"})),
    Case(
        "the chart's version in labels",
        Wish({"a.yaml": config_map("a", labels="{v: {{ .Chart.Version | quote }}}")}),
        Wish({"a.yaml": config_map("a", labels="{v: {{ .Chart.Version | quote }}}")}, chart={"version": "0.2.0"}),
    ),
    Case("labels and description of the release", Wish(ONE), Wish(ONE, fields={"labels": {"team": "web"}})),
    changed("an object more", ONE, TWO),
    changed("an object less", TWO, ONE),
    changed("everything goes", TWO, EMPTY),
    changed("an object renamed", {"a.yaml": config_map("old")}, {"a.yaml": config_map("new")}),
    changed("an object of another kind by the same name", {"a.yaml": config_map("login")}, {"a.yaml": SECRET}),
    changed(
        "a list of objects",
        ONE,
        {
            "l.yaml": "apiVersion: v1\nkind: List\nitems:\n- "
            + config_map("one").replace("\n", "\n  ").rstrip()
            + "\n- "
            + config_map("two").replace("\n", "\n  ")
        },
    ),
    changed("a key goes", {"a.yaml": config_map("a", "{a: b, c: d}")}, {"a.yaml": config_map("a")}),
    changed("a label goes", {"a.yaml": config_map("a", labels="{a: b}")}, {"a.yaml": config_map("a")}),
    changed("an annotation is null", {"a.yaml": config_map("a")}, {"a.yaml": config_map("a", annotations="{a: null}")}),
    changed("a Secret's text", {"s.yaml": SECRET + "stringData: {a: b}"}, {"s.yaml": SECRET + "stringData: {a: c}"}),
    changed(
        "a Secret's text as data", {"s.yaml": SECRET + "stringData: {a: b}"}, {"s.yaml": SECRET + "data: {a: Yg==}"}
    ),
    changed("replicas", {"a.yaml": deployment()}, {"a.yaml": deployment(replicas=3)}),
    changed(
        "a container more",
        {"a.yaml": deployment()},
        {"a.yaml": deployment(containers="[{name: side, image: z}, {name: app, image: x}]")},
    ),
    changed(
        "a container renamed", {"a.yaml": deployment()}, {"a.yaml": deployment(containers="[{name: main, image: x}]")}
    ),
    changed(
        "a variable goes",
        {"a.yaml": deployment(containers="[{name: app, image: x, env: [{name: A, value: a}, {name: B, value: b}]}]")},
        {"a.yaml": deployment(containers="[{name: app, image: x, env: [{name: B, value: b}]}]")},
    ),
    changed(
        "a quantity in other words",
        {"a.yaml": deployment(containers="[{name: app, image: x, resources: {limits: {cpu: 1000m}}}]")},
        {"a.yaml": deployment(containers="[{name: app, image: x, resources: {limits: {cpu: 1}}}]")},
    ),
    changed("a port more", {"a.yaml": service()}, {"a.yaml": service("[{name: a, port: 80}, {name: b, port: 81}]")}),
    changed("a Service's type", {"a.yaml": service()}, {"a.yaml": service(type="NodePort")}),
    changed("an object less that is kept", {**ONE, "k.yaml": config_map("k", annotations=KEEP)}, ONE),
    changed("from now on kept", TWO, {**ONE, "two.yaml": config_map("two", annotations=KEEP)}),
    Case(
        "a kept object comes back",
        Wish({**ONE, "k.yaml": config_map("k", annotations=KEEP)}),
        Wish({**ONE, "k.yaml": config_map("k", "{a: c}", annotations=KEEP)}),
        meanwhile=lambda shop: shop.present(shop.chart(Wish(ONE))),
    ),
    changed("a hook more", ONE, {**ONE, "h.yaml": hook("h", "pre-upgrade")}),
    Case(
        "hooks run",
        Wish({**ONE, "h.yaml": hook("h", "pre-upgrade,post-upgrade")}),
        Wish({**TWO, "h.yaml": hook("h", "pre-upgrade,post-upgrade")}),
    ),
    changed(
        "a hook's weight", {**ONE, "h.yaml": hook("h", "pre-upgrade")}, {**ONE, "h.yaml": hook("h", "pre-upgrade", 2)}
    ),
    changed("a hook less", {**ONE, "h.yaml": hook("h", "pre-upgrade")}, ONE),
    changed("an object becomes a hook", TWO, {**ONE, "two.yaml": hook("other", "post-upgrade")}),
    Case(
        "no hooks",
        Wish({**ONE, "h.yaml": hook("h", "pre-upgrade")}),
        Wish({**TWO, "h.yaml": hook("h", "pre-upgrade")}, fields={"disable_hooks": True}),
    ),
    Case("a definition and its kind", None, Wish({"crds/boat.yaml": WIDE, "b.yaml": BOAT.replace("SAILS", "2")})),
    Case(
        "an object of a definition that is there",
        Wish({"crds/boat.yaml": WIDE, "b.yaml": BOAT.replace("SAILS", "2")}),
        Wish({"crds/boat.yaml": WIDE, "b.yaml": BOAT.replace("SAILS", "3")}),
    ),
    refused(
        "an object that its definition refuses",
        {"crds/boat.yaml": WIDE, "b.yaml": BOAT.replace("SAILS", "2")},
        {"crds/boat.yaml": WIDE, "b.yaml": BOAT.replace("SAILS", "many")},
        r"spec.sails",
    ),
    changed("an object of the whole cluster", ONE, {**ONE, "r.yaml": CLUSTER_ROLE}),
    changed("an object of the whole cluster goes", {**ONE, "r.yaml": CLUSTER_ROLE}, ONE),
    changed("a namespace and an object in it", ONE, {**ONE, "n.yaml": OTHER, "o.yaml": IN_OTHER}),
    changed(
        "an object in another namespace goes", {**ONE, "n.yaml": OTHER, "o.yaml": IN_OTHER}, {**ONE, "n.yaml": OTHER}
    ),
    Case("a generated name", None, Wish({**ONE, "g.yaml": GENERATED})),
    changed("another generated name", {**ONE, "g.yaml": GENERATED}, {**TWO, "g.yaml": GENERATED}),
    Case(
        "an autoscaler's replicas",
        Wish({"a.yaml": deployment()}),
        Wish({"a.yaml": deployment(containers="[{name: app, image: z}]")}),
        meanwhile=scaled,
    ),
    Case("what another manager applied", Wish(GREETING), Wish(GREETING, {"tag": "2"}), meanwhile=applied),
    Case(
        "an edit in the way, by force",
        Wish(GREETING),
        Wish(GREETING, MOIN, fields={"force_conflicts": True}),
        meanwhile=edited,
    ),
    Case("an object was deleted by hand", Wish(GREETING), Wish(GREETING, MOIN), meanwhile=removed),
    Case(
        "after a failure",
        Wish(GREETING),
        Wish(GREETING, MOIN, fields={"force_conflicts": True}),
        meanwhile=failed_before,
    ),
    Case("an object that is adopted", Wish(ONE), Wish(TWO, fields={"take_ownership": True}), meanwhile=in_the_way),
    Case("an object that was given away goes", Wish(TWO), Wish(ONE), meanwhile=given_away),
    Case("the history's end", Wish(ONE), Wish(TWO, fields={"history_max": 1})),
    Case("drift alone", Wish(GREETING), Wish(GREETING), meanwhile=edited),
    Case("nothing to do", Wish(GREETING), Wish(GREETING)),
    Case(
        "removal",
        Wish({**GREETING, "h.yaml": hook("h", "pre-delete"), "k.yaml": config_map("k", annotations=KEEP)}),
        None,
    ),
    Case("removal that keeps the history", Wish(TWO), None, fields={"keep_history": True}),
    Case("removal of what is not there", None, None),
    refused(
        "a selector", {"a.yaml": deployment()}, {"a.yaml": deployment(labels="{app: other}")}, "field is immutable"
    ),
    refused(
        "an immutable ConfigMap",
        {"a.yaml": config_map("a") + "immutable: true\n"},
        {"a.yaml": config_map("a", "{a: c}") + "immutable: true\n"},
        "field is immutable",
    ),
    refused("a Service's address", {"a.yaml": service()}, {"a.yaml": service(clusterIP="None")}, "clusterIPs?"),
    refused("a Job's image", {"a.yaml": job()}, {"a.yaml": job("z")}, "field is immutable"),
    refused("a smaller disk", {"a.yaml": claim("2Gi")}, {"a.yaml": claim("1Gi")}, "immutable|less than"),
    refused("a Secret's type", {"a.yaml": SECRET}, {"a.yaml": SECRET + "type: example.org/x\n"}, "field is immutable"),
    refused("a binding's role", {"a.yaml": binding("a")}, {"a.yaml": binding("b")}, "cannot change roleRef"),
    refused("a field that there is not", ONE, {"one.yaml": config_map("one") + "dat: {}\n"}, "dat"),
    refused("a label that is none", ONE, {"one.yaml": config_map("one", labels='{a: "b c"}')}, "Invalid value"),
    refused("an object of somebody else", ONE, TWO, "invalid ownership metadata", meanwhile=in_the_way),
    Case(
        "an edit in the way",
        Wish(GREETING),
        Wish(GREETING, MOIN),
        edited,
        r'conflict with field manager "kubectl-edit": \.data\.greeting',
    ),
    refused("a quota", ONE, TWO, "exceeded quota", meanwhile=quota),
    Case("an admission policy", Wish(GREETING), Wish(GREETING, MOIN), policy, "nobody says Moin here"),
    refused(
        "a kind that is not served", ONE, {**ONE, "b.yaml": thing("Boat", "b", "", "none.example.org/v1")}, "no matches"
    ),
    refused("a namespace that is not there", ONE, {**ONE, "o.yaml": IN_OTHER}, "namespaces .* not found"),
]


@pytest.fixture
def yard(shop, make_chart):
    """The release with what the cases need."""

    def chart(wish):
        templates = {path: text.replace("NAMESPACE", shop.namespace) for path, text in wish.templates.items()}
        return make_chart(templates, values=VALUES, **wish.chart)

    def until(holds):
        deadline = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    shop.chart, shop.until, shop.cleanup = chart, until, []
    yield shop
    shop.absent()
    shop.cleanup += [
        objects.Ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", f"boats.{shop.namespace}.example.org"),
        objects.Ref("v1", "Namespace", "", f"{shop.namespace}-b"),
    ]
    for ref in shop.cleanup:
        objects.delete(shop.api, ref)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_predicted_is_what_is_done(yard, case):
    if case.before is not None:
        yard.release_chart = yard.chart(case.before)
        yard.present(yard.release_chart, values=case.before.values, **case.before.fields)
    if case.meanwhile is not None:
        case.meanwhile(yard)
    if case.after is None:
        act, arguments, fields = yard.absent, (), case.fields
    else:
        act, arguments = yard.present, (yard.chart(case.after),)
        fields = {"values": case.after.values, **case.after.fields}

    predicted, asked = told(yard, act, arguments, {**fields, "check": True})
    assert [str(request) for request in asked if not request.dry_run] == []
    before = contents(yard)
    done, written = told(yard, act, arguments, fields)
    if case.refused:
        assert isinstance(done, CoxswainError) and isinstance(predicted, CoxswainError), (predicted, done)
        assert str(predicted).rstrip(".") in str(done)
        assert re.search(case.refused, str(predicted)), predicted
        return
    for outcome in (predicted, done):
        if isinstance(outcome, CoxswainError):
            raise outcome
    assert [named(change) for change in predicted.changes] == [named(change) for change in done.changes]
    assert (predicted.changed, predicted.action) == (done.changed, done.action)
    after = contents(yard)
    hooks = {(change.kind, change.name) for change in done.changes if change.action == "run hook"}
    audited = set()
    for request in written:
        if not request.changes or request.subresource:
            continue
        action, kind = acted(yard, request)
        if (kind, request.name) in hooks or action is None:
            continue
        key = (kind, "" if kind == "Namespace" else request.namespace, request.name or "made-")
        if action == "patch" and before.get(key) is not None and before.get(key) == after.get(key):
            # Asked, and nothing was to be changed.
            continue
        audited.add((action, *key))
    said = {named(change) for change in done.changes if change.action not in ("run hook", "keep")}
    assert audited == said


def told(shop, act, arguments, fields):
    """What a call gives or raises, with the writes that came of it, those in other namespaces too."""
    mark = shop.cluster.audit.mark()
    try:
        outcome = act(*arguments, **fields)
    except CoxswainError as error:
        outcome = error
    shop.cluster.settle_audit()
    return outcome, [
        request
        for request in shop.cluster.audit.writes(mark)
        if request.agent.startswith("coxswain") or request.namespace.startswith(shop.namespace)
    ]


def named(change):
    """A change without the name that a server generates."""
    return (change.action, change.kind, change.namespace, change.name.partition("made-")[1] or change.name)


def acted(shop, request):
    """What a request did, in the words of changes; ``None`` for a record that only gets another status."""
    kind = next(
        resource.kind
        for resource in shop.api.discovery.resources
        if (resource.name, resource.api_version.rpartition("/")[0]) == (request.resource, request.group)
    )
    if request.name.startswith("sh.helm.release."):
        return {"create": "record revision", "delete": "forget revision"}.get(request.verb), kind
    created = request.verb == "create" or (request.verb == "patch" and request.status == 201)
    return ("create" if created else request.verb), kind


KINDS = [
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("apps/v1", "Deployment"),
]


def contents(shop):
    """What objects are, without what a write that changes nothing leaves on them."""
    found = {}
    for api_version, kind in KINDS:
        resource = shop.api.discovery.resource_for(api_version, kind)
        for item in shop.api.items(objects.collection_path(resource, shop.namespace)):
            metadata = item["metadata"]
            kept = ("generation", "labels", "annotations")
            data = {key: value for key, value in item.items() if key not in ("metadata", "status")}
            found[kind, metadata["namespace"], metadata["name"]] = (data, [metadata.get(key) for key in kept])
    return found
