"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

from grader.course.catalogue import Course, find_root, load_course

language = click.option("--lang", type=click.Choice(["en", "zh"]), help="Language; default: the locale's.")
device = click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
isolation = click.Choice(["auto", "sandbox", "process"])
seed = click.option("--seed", type=click.IntRange(0), help="Seed of the drawn inputs; default: a new one.")


def here() -> Course:
    """Return the course that the current folder is in."""
    return load_course(find_root(Path.cwd()))


def new_seed() -> int:
    """Return a seed for one run."""
    return int.from_bytes(os.urandom(4), "big")
