"""The learner's files as modules of this process, for training on one's own machine; beside the wall, it judges nothing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course.stubs import is_untouched


class LearnersCode:
    """The files below `exercises` (or `solutions`), each loaded once."""

    def __init__(self, root: Path, folder: str) -> None:
        self.root = root / folder
        self.modules: dict[str, ModuleType] = {}

    def is_written(self, exercise: str) -> bool:
        """Whether the exercise's file is there and more than a stub."""
        path = self.root / f"{exercise}.py"
        return path.is_file() and not is_untouched(path.read_text(encoding="utf-8"), ())

    def get(self, exercise: str, name: str) -> Any:
        """Return a function or class of an exercise."""
        if exercise not in self.modules:
            path = self.root / f"{exercise}.py"
            specification = importlib.util.spec_from_file_location(f"learners_{path.stem}", path)
            if specification is None or specification.loader is None:
                raise ImportError(f"{path} can't be loaded")
            module = importlib.util.module_from_spec(specification)
            sys.modules[module.__name__] = module  # where dataclasses and pickle look a class's module up
            specification.loader.exec_module(module)
            self.modules[exercise] = module
        return getattr(self.modules[exercise], name)
