"""Lets these tests import `datasets`, which is run from the repository's root and never installed."""

from __future__ import annotations

import sys
from pathlib import Path

# A bare `pytest` does not put the root on the path as `python -m pytest` does.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
