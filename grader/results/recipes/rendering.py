"""Templates of workflows and scripts, rendered with jinja2. No torch.

GitHub's own expressions are in `${{ }}`, so the templates' fields are in `<< >>`, which stand in none of these files otherwise.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path

import jinja2

TEMPLATES = Path(__file__).resolve().parent / "templates"
LIBRARIES = ("torch", "torchvision")
ENDING = ".jinja"  # a linter must not take a template for a script


def render(name: str, **fields: object) -> str:
    """Return a template's text; a field that is missing is an error, never an empty place."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # nothing here is HTML, and every field is the teacher's own, checked or quoted
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}{ENDING}").render(**fields)


def words(arguments: Iterable[str]) -> str:
    """Return arguments as a shell reads them."""
    return shlex.join(arguments)


def pinned(pyproject: Path, names: Collection[str] = LIBRARIES) -> str:
    """Return libraries as the project pins them, for pip; torch and torchvision, where no others are named."""
    dependencies: list[str] = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    return words(one for one in dependencies if one.partition("==")[0] in names)
