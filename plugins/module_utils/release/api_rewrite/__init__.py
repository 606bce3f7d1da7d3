# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrite objects of API versions that a cluster no longer serves.

:mod:`.conversions` lists the successor of each kind, the modules beside it convert its fields, and :mod:`.rewrite`
applies that to documents and manifests. Objects that the cluster serves are never rewritten.

The rules are those of Kubernetes' own conversions and of the old versions' defaults: an object keeps the behaviour that
it had when it was written, even where the new version has another default.
"""
