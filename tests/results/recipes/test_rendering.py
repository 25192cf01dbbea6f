"""Templates: every one renders, and a field that is missing is an error."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from grader.results.recipes.rendering import ENDING, TEMPLATES, pinned, render

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(path.relative_to(TEMPLATES).as_posix().removesuffix(ENDING) for path in TEMPLATES.rglob(f"*{ENDING}"))


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_field(name: str) -> None:
    """Nothing is written with an empty place in it; every template has fields."""
    with pytest.raises(jinja2.UndefinedError):
        render(name)


def test_libraries_are_the_projects_own() -> None:
    """One place says which torch: pyproject.toml."""
    first, second = pinned(ROOT / "pyproject.toml").split()
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert first.startswith("torch==") and second.startswith("torchvision==") and f'"{first}"' in text and f'"{second}"' in text
