"""What `nbgrader_config.py` calls: our steps take their places in nbgrader's pipeline. No torch."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from grader.course.stubs import STUB_TEXT

STEPS = "grader.results.nbgrader.steps"
SANITIZE = (
    f"{STEPS}.RestoreNotebook",  # first: what comes after it trusts metadata
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)
AUTOGRADE = (
    f"{STEPS}.JudgeNotebook",  # in the place of Execute, which it runs for notebooks that are not ours
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)


def configure(config: Any, *, course: str, **settings: object) -> None:
    """Have notebooks of ours graded by the judge of the course in the folder `course`.

    `settings`: language, seed, device, isolation, reveal; as `grader grade` and `grader report` know them.
    """
    config.Autograde.sanitize_preprocessors = list(SANITIZE)
    config.Autograde.autograde_preprocessors = list(AUTOGRADE)
    config.ClearSolutions.code_stub = {"python": f'raise NotImplementedError("{STUB_TEXT}")'}  # as in the course's stubs
    config.ExportApp.plugin_class = "grader.results.nbgrader.export.QuotedCsvExportPlugin"
    for name, value in {"course": course, **settings}.items():
        setattr(config.OursPreprocessor, name, value)
    _find_alembic()


def _find_alembic() -> None:
    """Let nbgrader find `alembic`, which it runs by name, where a virtual environment's nbgrader runs without being activated."""
    if shutil.which("alembic") is None:
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
