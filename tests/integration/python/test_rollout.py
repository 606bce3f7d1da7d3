# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks `rollout` and `rollback` over an inventory of two clusters, and what real Helm finds there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import harness
import pytest
import yaml

CHARTS = Path(os.environ["COXSWAIN_CHARTS_FOLDER"])
HELM4 = os.environ["HELM4"]


@pytest.fixture(scope="module")
def clusters():
    """The cluster of the tests and another one beside it."""
    one = harness.Cluster(os.environ["COXSWAIN_CLUSTER"])
    other = harness.Cluster(f"{one.name}-second")
    other.down()
    other.up()
    yield {"north": one, "south": other}
    other.down()


class Fleet:
    """An inventory of clusters, and the playbooks run over it."""

    def __init__(self, folder, clusters):
        self.folder, self.clusters, self.namespace = folder, clusters, f"fleet-{os.urandom(2).hex()}"
        hosts = {
            name: {"rollout_kubeconfig": str(cluster.kubeconfig), "rollout_context": f"coxswain-{cluster.name}"}
            for name, cluster in clusters.items()
        }
        groups = {"cold": {"hosts": {"north": {}}}, "warm": {"hosts": {"south": {}}}}
        self.write("inventory.yml", {"all": {"hosts": hosts, "children": groups}})

    def write(self, path, content):
        """Write a file of the inventory."""
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(content, sort_keys=False))

    def play(self, name, *options, fails=False, **extra):
        """Run a playbook of the collection; gives what it said."""
        command = [
            str(Path(sys.executable).parent / "ansible-playbook"),
            "--inventory",
            str(self.folder / "inventory.yml"),
            f"coxswain.helm.{name}",
            *options,
            *(["--extra-vars", json.dumps(extra)] if extra else []),
        ]
        homes = {f"HELM_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
        # The connection is the business of the hosts' variables.
        clean = {key: value for key, value in os.environ.items() if key != "KUBECONFIG"}
        done = subprocess.run(command, env=clean | homes, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        assert "WARNING" not in done.stderr + done.stdout, done.stdout + done.stderr
        return Said(done.stdout)

    def helm(self, host, *arguments):
        """What real Helm says about a cluster."""
        command = [HELM4, *map(str, arguments), "-n", self.namespace, "-o", "json"]
        env = os.environ | {"KUBECONFIG": str(self.clusters[host].kubeconfig)}
        return json.loads(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)

    def releases(self, host):
        """Names, revisions and statuses of a cluster's releases."""
        return [(one["name"], one["revision"], one["status"]) for one in self.helm(host, "list")]


class Said:
    """What a run of a playbook has said."""

    def __init__(self, text):
        self.text = text

    def changed(self):
        """Whether something was changed, by host."""
        found = re.findall(r"^(\w+) +: ok=\d+ +changed=(\d+)", self.text, re.M)
        return {host: int(count) > 0 for host, count in found if host != "localhost"}

    def summary(self, host):
        """The lines of a host's summary."""
        found = re.search(rf"^ok: \[{host}\] => (\{{$.*?^\}})", self.text, re.M | re.S)
        assert found, self.text
        return [re.sub(r"fleet-\w{4}", "fleet", line) for line in json.loads(found[1])["msg"]]


@pytest.fixture(scope="module")
def fleet(clusters, tmp_path_factory):
    made = Fleet(tmp_path_factory.mktemp("fleet"), clusters)
    made.write(
        "group_vars/all.yml",
        {
            "rollout_repositories": [{"name": "charts", "url": os.environ["COXSWAIN_CHART_REPOSITORY_URL"]}],
            "rollout_defaults": {"namespace": made.namespace, "create_namespace": True},
            "rollout_releases": [
                {"name": "web", "chart_ref": "charts/web", "values": {"greeting": "Hello", "replicas": 2}},
                {"name": "local", "chart_ref": str(CHARTS / "web"), "values": {"replicas": 1}},
            ],
        },
    )
    made.write("group_vars/warm.yml", {"rollout_overrides_warm": {"web": {"values": {"greeting": "Hot"}}}})
    made.write(
        "host_vars/south.yml",
        {
            "rollout_overrides": {"web": {"values": {"replicas": 3}}},
            "rollout_releases_south": [{"name": "extra", "chart_ref": "charts/web", "values": {"replicas": 0}}],
        },
    )
    yield made
    removed = {"rollout_defaults": {"namespace": made.namespace, "state": "absent"}}
    made.write("host_vars/north.yml", {})
    made.play("rollout", **removed)
    for name in clusters:
        assert made.releases(name) == []


def marks(fleet):
    return {name: cluster.audit.mark() for name, cluster in fleet.clusters.items()}


def changes(fleet, since):
    """What was written in the fleet's namespace, by host."""
    found = {}
    for name, cluster in fleet.clusters.items():
        cluster.settle_audit()
        made = cluster.audit.changes(since[name])
        found[name] = [str(request) for request in made if fleet.namespace in (request.namespace, request.name)]
    return found


def test_a_fleet(fleet):
    """Check mode, the rollout, the rollout again, an upgrade of one cluster's release, and the way back."""
    nothing = {"north": [], "south": []}
    before = marks(fleet)
    predicted = fleet.play("rollout", "--check", "--diff")
    assert changes(fleet, before) == nothing
    assert predicted.changed() == {"north": True, "south": True}
    assert [line.partition(";")[0] for line in predicted.summary("north")] == [
        "web in fleet: would be installed, revision 1 of web-1.0.0",
        "local in fleet: would be installed, revision 1 of web-1.0.0",
    ]
    assert len(predicted.summary("south")) == 3
    assert "+  replicas: 3" in predicted.text

    done = fleet.play("rollout")
    # In check mode the first release has not made the namespace for the second.
    said = [line.replace("would be ", "") for line in predicted.summary("south")]
    assert said[0] == done.summary("south")[0]
    assert [line.replace("create Namespace fleet, ", "") for line in said[1:]] == done.summary("south")[1:]
    assert fleet.releases("north") == [("local", "1", "deployed"), ("web", "1", "deployed")]
    assert fleet.releases("south") == [("extra", "1", "deployed"), *fleet.releases("north")]
    assert fleet.helm("north", "get", "values", "web") == {"greeting": "Hello", "replicas": 2}
    assert fleet.helm("south", "get", "values", "web") == {"greeting": "Hot", "replicas": 3}

    before = marks(fleet)
    again = fleet.play("rollout")
    assert again.changed() == {"north": False, "south": False}
    assert changes(fleet, before) == nothing
    assert again.summary("north") == [
        "web in fleet: unchanged, revision 1 of web-1.0.0",
        "local in fleet: unchanged, revision 1 of web-1.0.0",
    ]

    upgrade = {"rollout_overrides_z": {"web": {"values": {"greeting": "Moin"}}}, "rollout_only": ["web"]}
    told = fleet.play("rollout", "--limit", "north,localhost", **upgrade)
    assert [line.partition(";")[0] for line in told.summary("north")] == [
        "web in fleet: upgraded, revision 2 of web-1.0.0"
    ]
    assert fleet.releases("north") == [("local", "1", "deployed"), ("web", "2", "deployed")]

    release = {"rollback_release": "web", "rollback_namespace": fleet.namespace}
    assert fleet.play("rollback", **release).changed() == {"north": False, "south": False}
    before = marks(fleet)
    predicted = fleet.play("rollback", "--check", rollback_revision=1, **release)
    assert predicted.changed() == {"north": True, "south": False}
    assert changes(fleet, before) == nothing
    told = fleet.play("rollback", rollback_revision=1, **release)
    assert told.changed() == {"north": True, "south": False}
    assert [line.partition(";")[0] for line in told.summary("north")] == [
        "web in fleet: rolled back, revision 3 of web-1.0.0"
    ]
    assert fleet.helm("north", "get", "values", "web") == {"greeting": "Hello", "replicas": 2}
    assert fleet.play("rollout").changed() == {"north": False, "south": False}

    assert not (fleet.folder / "config" / "repositories.yaml").exists()


def test_a_failure_is_told_and_stops_the_cluster_that_it_hits(fleet):
    """Releases after the one that fails are not tried, unless that is asked for; other clusters go on."""
    broken = {"rollout_overrides_north": {"web": {"chart_ref": "charts/none"}}}
    fleet.write("host_vars/north.yml", broken)
    told = fleet.play("rollout", fails=True)
    (line,) = told.summary("north")
    assert line.startswith("web in fleet: failed: ")
    assert len(told.summary("south")) == 3
    told = fleet.play("rollout", "--limit", "north,localhost", fails=True, rollout_keep_going=True)
    assert [line.split()[0] for line in told.summary("north")] == ["web", "local"]


WRONG = [
    ("an option that there is not", {"rollout_releases": [{"name": "a", "chart_reff": "x"}]}, "chart_reff"),
    ("a release without a name", {"rollout_releases": [{"chart_ref": "x"}]}, "Every release needs a name"),
    ("a name that is not in the list", {"rollout_only": ["other"]}, "not in the list: other"),
]


@pytest.mark.parametrize(("extra", "text"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_said_before_anything_is_done(fleet, extra, text):
    before = marks(fleet)
    assert text in fleet.play("rollout", "--limit", "south,localhost", fails=True, **extra).text
    assert changes(fleet, before) == {"north": [], "south": []}
