"""One digest of many contents with their names. No torch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest_of_contents(contents: Iterable[tuple[str, bytes]]) -> str:
    """Return a hash of contents and their names, in the order in which they come."""
    total = hashlib.sha256()
    for name, content in contents:
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()
