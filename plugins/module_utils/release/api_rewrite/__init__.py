# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of API versions that a cluster no longer serves, rewritten to those that it does.

:mod:`.routes` says what becomes of which kind, the modules beside it how its fields change, and :mod:`.rewrite` does
it to documents and to the texts of manifests. What is served is asked of the cluster: nothing is rewritten that need
not be.

The rules are those of Kubernetes' own conversions and defaults of the old versions: an object keeps the behaviour that
its author got when it was written, even where the new version has another default.
"""
