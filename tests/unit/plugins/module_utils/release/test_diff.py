# SPDX-License-Identifier: GPL-3.0-or-later
"""Before and after, with the values of Secrets masked."""

from __future__ import annotations

from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.release.diff import render

REF = Ref("v1", "ConfigMap", "web", "a")


def config_map(value):
    return {
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "data": {"a": value},
        "metadata": {"name": "a", "resourceVersion": "1", "managedFields": []},
        "status": {"x": 1},
    }


def secret(data=None, **more):
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, **({"data": data} if data else {}), **more}


def test_headers_and_order():
    texts = render([(REF, config_map("one"), config_map("two\nlines\n"))], "web")
    assert texts["before"] == (
        "--- # v1 ConfigMap a\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: one\n"
    )
    assert texts["after"].endswith("data:\n  a: |\n    two\n    lines\n")


def test_created_deleted_and_elsewhere():
    other = Ref("v1", "ConfigMap", "other", "a")
    texts = render([(REF, None, config_map("x")), (other, config_map("y"), None)], "web")
    assert texts["before"].startswith("--- # v1 ConfigMap other/a\n")
    assert texts["after"].startswith("--- # v1 ConfigMap a\n")


def test_secrets_show_only_what_changes():
    ref = Ref("v1", "Secret", "web", "s")
    texts = render([(ref, secret({"a": "b25l", "b": "dHdv"}), secret({"a": "b25l", "b": "bmV3", "c": "eA=="}))], "web")
    assert texts["before"].endswith("data:\n  a: <hidden>\n  b: <hidden>\n")
    assert texts["after"].endswith("data:\n  a: <hidden>\n  b: <hidden, changed>\n  c: <hidden, changed>\n")


def test_a_new_secret_and_string_data():
    ref = Ref("v1", "Secret", "web", "s")
    annotated = {"name": "s", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "s3cr3t"}}
    new = secret(stringData={"a": "s3cr3t"}, metadata=annotated)
    texts = render([(ref, None, new), (ref, secret({"a": "czNjcjN0"}), new)], "web")
    assert "s3cr3t" not in texts["after"] + texts["before"]
    assert "czNjcjN0" not in texts["after"] + texts["before"]
    assert texts["after"].count("a: <hidden>\n") == 2


def test_sensitive_fields_show_only_whether_they_change():
    texts = render([(REF, config_map("one"), config_map("two"))], "web", sensitive=["/data/*"])
    assert texts["before"].endswith("data:\n  a: <hidden>\n")
    assert texts["after"].endswith("data:\n  a: <hidden, changed>\n")
    texts = render([(REF, config_map("one"), config_map("one"))], "web", sensitive=["/data/*"])
    assert texts["before"] == texts["after"]
    created = render([(REF, None, config_map("one"))], "web", sensitive=["/data"])
    assert created["after"].endswith("data: <hidden>\n")


def test_a_copy_of_what_is_sensitive_does_not_tell_it():
    document = config_map("s3cr3t")
    document["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": "s3cr3t"}
    texts = render([(REF, document, document)], "web", sensitive=["/data/a"])
    assert "s3cr3t" not in texts["before"] + texts["after"]


def test_what_is_random_is_no_difference():
    pair = (config_map("x1y2z3"), config_map("a4b5c6"))
    texts = render([(REF, config_map("k7l8m9"), config_map("x1y2z3"))], "web", random=[pair])
    assert texts["before"] == texts["after"]
    assert "a: <random>\n" in texts["after"]
    elsewhere = render([(REF._replace(name="b"), config_map("k7"), config_map("x1"))], "web", random=[pair])
    assert "<random>" not in elsewhere["after"]


def test_the_random_values_of_a_secret():
    ref = Ref("v1", "Secret", "web", "s")
    pair = (secret(stringData={"a": "x1", "b": "same"}), secret(stringData={"a": "y2", "b": "same"}))
    live = (secret({"a": "azM=", "b": "b2xk"}), secret({"a": "eDE=", "b": "c2FtZQ=="}))
    texts = render([(ref, *live)], "web", random=[pair])
    assert texts["before"].endswith("data:\n  a: <random>\n  b: <hidden>\n")
    assert texts["after"].endswith("data:\n  a: <random>\n  b: <hidden, changed>\n")
