"""What our notebooks say of themselves in their metadata, and the names of their cells. No torch."""

from __future__ import annotations

import re

SCHEMA = 1
OURS = "torchkata"
"""The key of our metadata, of notebooks (schema, exercise, digest) and of a criterion's cell (criterion)."""

STATEMENT, ANSWER, CHECK, EXAMPLES, POINTS, PUBLIC = "statement", "answer", "check", "examples", "points", "public-examples"
CRITERION, EXAMPLE = "criterion-", "example-"


def criterion_id(name: str) -> str:
    """Return the grade id of a criterion's cell."""
    return CRITERION + re.sub(r"[^a-zA-Z0-9_-]", "-", name)
