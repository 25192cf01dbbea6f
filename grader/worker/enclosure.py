"""A worker's walls in one place: prepare the zygote, fork, seal, watch the tree, clear what is left. Untrusted side.

Without walls (level "process", or where fork is all there is) the same calls give a plain child with rlimits.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from typing import Any
def become_subreaper(): pass
def prepare(visible, gpu): return None
def fork(walls): return os.fork()
def seal(walls, limits, keep): return ("rlimits",)
def tree_usage(walls, pid): return (1, 0)
def kill_leftovers(walls, known): pass
