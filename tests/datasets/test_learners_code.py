"""The learner's files as modules, in whatever way they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasets.learners_code import LearnersCode


def test_a_file_is_a_module_like_any_other(tmp_path: Path) -> None:
    """A data class whose annotations are text looks its own module up."""
    path = tmp_path / "exercises" / "06_models" / "net.py"
    path.parent.mkdir(parents=True)
    text = "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass Net:\n    size: int\n"
    path.write_text(text)
    assert LearnersCode(tmp_path, "exercises").get("06_models/net", "Net")(3).size == 3


def test_a_file_that_fails_is_not_half_there(tmp_path: Path) -> None:
    """It fails each time in the same way."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "broken.py").write_text("x = 1\nraise ValueError('mine')\n")
    code = LearnersCode(tmp_path, "exercises")
    for _ in range(2):
        with pytest.raises(ValueError, match="mine"):
            code.get("broken", "x")
