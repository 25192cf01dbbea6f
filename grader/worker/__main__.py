"""`python -I -m grader.worker zygote|spawned FD ...`: how the judge starts the untrusted side."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> None:
    """Run as the zygote of many workers, or as one worker in an interpreter of its own."""
    role, *rest = arguments
    if role == "zygote":
        from grader.worker.zygote import main as run
    else:
        from grader.worker.spawned import main as run
    run(rest)


if __name__ == "__main__":
    main(sys.argv[1:])
