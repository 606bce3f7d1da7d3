# SPDX-License-Identifier: GPL-3.0-or-later
"""When the work of a module runs in the process of Ansible, and when the module is shipped."""

from __future__ import annotations

import os
import sys

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

execution = load("plugin_utils.execution")

HERE = execution.Circumstances(
    transport="local",
    become_user=None,
    user="deploy",
    is_async=False,
    interpreter=None,
    environment={},
    libraries=["json"],
)
SIBLING = os.path.join(os.path.dirname(sys.executable), "python")

# name: what differs from HERE
DIRECT = {
    "a local connection": {},
    "its full name": {"transport": "ansible.builtin.local"},
    "become to the same user": {"become_user": "deploy"},
    "an interpreter to discover": {"interpreter": "auto_silent"},
    "the interpreter of Ansible": {"interpreter": sys.executable},
    "its other name in the same directory": {"interpreter": SIBLING},
    "no interpreter": {"interpreter": ""},
    "an environment": {"environment": {"HTTPS_PROXY": "http://proxy:3128", "K8S_AUTH_HOST": "h"}},
}

# name: what differs from HERE, and a part of the reason
SHIPPED = {
    "another connection": ({"transport": "ssh"}, "the connection is ssh"),
    "a plugin whose name contains local": ({"transport": "acme.net.nonlocal"}, "the connection is acme.net.nonlocal"),
    "become to another user": ({"become_user": "root"}, "become changes to the user root"),
    "async": ({"is_async": True}, "asynchronous"),
    "another interpreter": ({"interpreter": "/opt/other/bin/python3"}, "is /opt/other/bin/python3, not"),
    "a variable that Python reads at its start": (
        {"environment": {"PYTHONPATH": "/x", "LD_LIBRARY_PATH": "/y", "HOME": "/h"}},
        "environment sets LD_LIBRARY_PATH, PYTHONPATH",
    ),
    "a library that is not installed": ({"libraries": ["json", "no_such_library"]}, "library no_such_library"),
}


@pytest.mark.parametrize("wanted", ["auto", "always"])
@pytest.mark.parametrize("changes", DIRECT.values(), ids=DIRECT)
def test_direct(wanted, changes):
    assert execution.choose(wanted, HERE._replace(**changes)).direct


@pytest.mark.parametrize(("changes", "reason"), SHIPPED.values(), ids=SHIPPED)
def test_shipped(changes, reason):
    chosen = execution.choose("auto", HERE._replace(**changes))
    assert not chosen.direct
    assert reason in chosen.reason


@pytest.mark.parametrize(("changes", "reason"), SHIPPED.values(), ids=SHIPPED)
def test_always_where_it_is_not_possible(changes, reason):
    with pytest.raises(ValueError, match="coxswain_helm_direct is always, but .*Remove the obstacle") as caught:
        execution.choose("always", HERE._replace(**changes))
    assert reason in str(caught.value)


def test_never():
    assert execution.choose("never", HERE) == (False, "coxswain_helm_direct is never")


def test_another_value():
    with pytest.raises(ValueError, match="must be auto, never or always, not 'yes'"):
        execution.choose("yes", HERE)


def test_a_link_to_the_same_python_in_another_environment(tmp_path):
    other = tmp_path / "python3"
    other.symlink_to(os.path.realpath(sys.executable))
    assert not execution.is_this_python(str(other))
