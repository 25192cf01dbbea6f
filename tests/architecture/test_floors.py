"""The floors of grader/ and the laws of the wall, read off the syntax trees."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import grader

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "grader"
MODULES = sorted(PACKAGE.rglob("*.py"))
# What each floor may import beside itself; nobody imports the worker, and the worker imports the wire only.
MAY_IMPORT = {
    "words": set(),
    "wire": set(),
    "course": {"words"},
    "sandbox": {"words", "wire"},
    "judge": {"words", "wire", "course", "sandbox"},
    "judge_process": {"words", "sandbox", "judge"},
    "results": {"words", "course"},
    "commands": {"words", "course", "results"},
    "worker": {"wire"},
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "base", "manager"}


def imports(path: Path) -> set[str]:
    """Return the floors of grader that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        found |= {name.split(".")[1] for name in names if name.startswith("grader.")}
    return found & MAY_IMPORT.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_look_down(path: Path) -> None:
    """A module imports from its own floor and from those below."""
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1:
        assert imports(path) <= {parts[0]} | MAY_IMPORT[parts[0]]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    """Below 250 lines, with a first sentence, under a name that means something."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert ast.get_docstring(ast.parse(text))
    assert path.stem not in FORBIDDEN_NAMES


def test_only_the_worker_runs_source() -> None:
    """`compile` and `exec` of text that came from outside stand in one module, on the worker's side."""
    callers = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("exec", "compile", "eval"):
                callers.add(str(path.relative_to(PACKAGE)))
    assert callers == {"worker/modules.py"}


def test_no_pickle_on_the_wire() -> None:
    """Nothing in grader/ unpickles."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            assert not {"pickle", "marshal", "shelve", "dill"} & set(names), path


def test_the_face_and_the_commands_load_without_torch() -> None:
    """`grader --help` is instant: words, results and commands import no torch and no pytest."""
    code = "import sys, grader.commands.main; "
    code += "sys.exit(bool({'torch', 'pytest', 'grader.judge', 'grader.judge_process'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_public_surface() -> None:
    """The package's face is what `__all__` says."""
    assert grader.__all__ == ["__version__"]


def test_the_worker_loads_no_answer() -> None:
    """A process that has loaded the worker's side has loaded no judge, no course, no pytest."""
    code = (
        "import sys, grader.worker.zygote, grader.worker.serve; "
        "closed = ('grader.judge', 'grader.course', 'grader.results', 'pytest', '_pytest'); "
        "sys.exit(any(name.startswith(closed) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_answers_are_in_no_list_of_visible_paths() -> None:
    """What a sandboxed worker may read holds nothing of the repository but the worker's own code."""
    from grader.sandbox.command import visible_paths

    closed = [ROOT / "solutions", ROOT / "tests", ROOT / "exercises", PACKAGE / "judge", PACKAGE / "judge_process"]
    for path in map(Path, visible_paths()):
        assert path not in (ROOT, PACKAGE)
        assert not any(folder == path or path in folder.parents or folder in path.parents for folder in closed)
