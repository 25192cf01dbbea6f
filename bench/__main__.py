"""Everything in turn: `python -m bench [--long]`, what `make bench` runs; prints one Markdown text and writes it to a file.

Short: some minutes, few repetitions, to see that all of it works. Long: the figures for the documentation, on a machine that does
nothing else, an hour or two. Each script also runs alone, with options of its own: `python -m bench.peers --help`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

from bench.machine import described

FILE = Path(".torchkata") / "bench" / "table.md"
LIGHT = ("reshape_nchw", "output_size", "max_pool2d")
SHORT: dict[str, tuple[str, ...]] = {
    "course": ("--rounds", "1"),
    "peers": (),
    "scaling": (),
    "scheduling": (),
    "watching": (),
    "verdicts": ("--rounds", "3", *LIGHT),
    "diagnosis": ("--rounds", "3", *LIGHT),
    "notebooks": ("--rounds", "1", "--students", "6"),
}
LONG: dict[str, tuple[str, ...]] = {
    "course": ("--rounds", "5"),
    "peers": ("--long",),
    "scaling": ("--long",),
    "scheduling": ("--long",),
    "watching": ("--long",),
    "verdicts": (),
    "diagnosis": (),
    "notebooks": (),
}


def main() -> int:
    """Run the scripts one after the other; one that fails is named, and the others go on."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--out", type=Path, default=FILE, help=f"the Markdown file; default: {FILE}")
    parser.add_argument("--only", choices=SHORT, action="append", help="may be given again; default: all")
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    failed = []
    with arguments.out.open("w", encoding="utf-8") as file:
        _tell(file, described())
        for name, options in (LONG if arguments.long else SHORT).items():
            if arguments.only and name not in arguments.only:
                continue
            start = time.monotonic()
            command = [sys.executable, "-m", f"bench.{name}", *options]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
            failed += [name] if done.returncode else []
            _tell(file, done.stdout.strip() or f"### {name}\n\nno figures: it failed.")
            print(f"bench.{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    print(f"\n{arguments.out}: {'without ' + ', '.join(failed) if failed else 'all of it'}", file=sys.stderr)
    return 1 if failed else 0


def _tell(file: TextIO, text: str) -> None:
    for stream in (file, sys.stdout):
        print(text + "\n", file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
