# SPDX-License-Identifier: GPL-3.0-or-later
"""Before and after, with the values of Secrets redacted_pair."""

from __future__ import annotations

from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.release.reporting.diff import object_diffs

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


def test_an_object_has_a_header():
    (shown,) = object_diffs([(REF, config_map("one"), config_map("two\nlines\n"))], "web")
    assert shown["before_header"] == shown["after_header"] == "v1 ConfigMap a"
    assert shown["before"] == "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: one\n"
    assert shown["after"].endswith("data:\n  a: |\n    two\n    lines\n")


def test_created_deleted_and_elsewhere():
    other = Ref("v1", "ConfigMap", "other", "a")
    created, deleted = object_diffs([(REF, None, config_map("x")), (other, config_map("y"), None)], "web")
    assert (created["before"], deleted["after"]) == ("", "")
    assert (created["after_header"], deleted["before_header"]) == ("v1 ConfigMap a", "v1 ConfigMap other/a")


def test_what_stays_is_not_shown():
    assert object_diffs([(REF, config_map("x"), {**config_map("x"), "status": {"x": 2}})], "web") == []


def test_secrets_show_only_what_changes():
    ref = Ref("v1", "Secret", "web", "s")
    (shown,) = object_diffs(
        [(ref, secret({"a": "b25l", "b": "dHdv"}), secret({"a": "b25l", "b": "bmV3", "c": "eA=="}))], "web"
    )
    assert shown["before"].endswith("data:\n  a: <hidden>\n  b: <hidden>\n")
    assert shown["after"].endswith("data:\n  a: <hidden>\n  b: <hidden, changed>\n  c: <hidden, changed>\n")


def test_a_new_secret_and_string_data():
    ref = Ref("v1", "Secret", "web", "s")
    annotated = {"name": "s", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "s3cr3t"}}
    new = secret(stringData={"a": "s3cr3t"}, metadata=annotated)
    shown = object_diffs([(ref, None, new), (ref, secret({"a": "czNjcjN0"}), new)], "web")
    assert [each["after"].count("a: <hidden>\n") for each in shown] == [1, 1]
    assert "s3cr3t" not in str(shown)
    assert "czNjcjN0" not in str(shown)


def test_sensitive_fields_show_only_whether_they_change():
    (shown,) = object_diffs([(REF, config_map("one"), config_map("two"))], "web", sensitive=["/data/*"])
    assert shown["before"].endswith("data:\n  a: <hidden>\n")
    assert shown["after"].endswith("data:\n  a: <hidden, changed>\n")
    assert object_diffs([(REF, config_map("one"), config_map("one"))], "web", sensitive=["/data/*"]) == []
    (created,) = object_diffs([(REF, None, config_map("one"))], "web", sensitive=["/data"])
    assert created["after"].endswith("data: <hidden>\n")


def test_a_copy_of_what_is_sensitive_does_not_tell_it():
    document = config_map("s3cr3t")
    document["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": "s3cr3t"}
    (created,) = object_diffs([(REF, None, document)], "web", sensitive=["/data/a"])
    assert "kubectl.kubernetes.io/last-applied-configuration: <hidden>" in created["after"]
    assert "s3cr3t" not in created["after"]


def test_what_is_random_is_no_difference():
    pair = (config_map("x1y2z3"), config_map("a4b5c6"))
    assert object_diffs([(REF, config_map("k7l8m9"), config_map("x1y2z3"))], "web", random=[pair]) == []
    (created,) = object_diffs([(REF, None, config_map("x1y2z3"))], "web", random=[pair])
    assert "a: <random>\n" in created["after"]
    (elsewhere,) = object_diffs([(REF._replace(name="b"), config_map("k7"), config_map("x1"))], "web", random=[pair])
    assert "<random>" not in elsewhere["after"]


def test_the_random_values_of_a_secret():
    ref = Ref("v1", "Secret", "web", "s")
    pair = (secret(stringData={"a": "x1", "b": "same"}), secret(stringData={"a": "y2", "b": "same"}))
    live = (secret({"a": "azM=", "b": "b2xk"}), secret({"a": "eDE=", "b": "c2FtZQ=="}))
    (shown,) = object_diffs([(ref, *live)], "web", random=[pair])
    assert shown["before"].endswith("data:\n  a: <random>\n  b: <hidden>\n")
    assert shown["after"].endswith("data:\n  a: <random>\n  b: <hidden, changed>\n")


def test_the_clock_in_the_annotations_of_a_secret():
    ref = Ref("v1", "Secret", "web", "s")

    def made(time, value):
        return secret({"a": value}, metadata={"name": "s", "annotations": {"made": time, "by": "us"}})

    pair = (made("12:31:49", "eDE="), made("13:44:50", "eTI="))
    assert object_diffs([(ref, made("12:31:48", "azM="), made("12:31:49", "eDE="))], "web", random=[pair]) == []
    (shown,) = object_diffs([(ref, None, made("12:31:49", "eDE="))], "web", random=[pair])
    assert "    made: <random>\n" in shown["after"]
    assert "    by: us\n" in shown["after"]
    assert "  a: <random>\n" in shown["after"]
