# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts of the corpus, installed and upgraded by real Helm and by this collection, and what came of it compared.

:mod:`.charts` picks charts and changes them, :mod:`.live` reads and compares live objects, :mod:`.trial` is what is
done with one chart, and :mod:`.figures` counts. ``test_sample.py`` tries a fixed sample; tests/soak tries all of them.
"""
