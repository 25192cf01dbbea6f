"""Mistakes as files: whole answers and changes to the reference, and what an author reads of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import Course, load_course
from grader.course.mistakes import Mistake, load_mistakes
from grader.words.errors import AuthoringError

REFERENCE = "import torch\n\n\ndef f(x):\n    y = x + 1\n    y = y * 2\n    return y\n"
COURSE = 'name = "c"\n[[chapters]]\nid = "01_a"\ntitle = "A"\nexercises = [{ name = "f" }]\n'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name, text in {"exercises/course.toml": COURSE, "solutions/01_a/f.py": REFERENCE}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "tests" / "mistakes" / "01_a" / "f").mkdir(parents=True)
    return load_course(tmp_path)


def load(course: Course, name: str, text: str) -> Mistake:
    (course.root / "tests" / "mistakes" / "01_a" / "f" / name).write_text(text)
    (found,) = load_mistakes(course, course.exercises[0])
    return found


def test_a_change_to_the_reference(course: Course) -> None:
    """Lines out, lines in, lines that stay for their place, several changes, lines at the end."""
    text = "# one is not added\n# rule: add one\n# fails: a, b\n-    y = x + 1\n+    y = x\n\n"
    text += "     y = y * 2\n+    y = -y\n\n+late = True\n"
    found = load(course, "adds_nothing.diff", text)
    assert (found.slug, found.belief, found.rule, found.fails) == ("adds-nothing", "one is not added", "add one", ("a", "b"))
    assert found.source == "import torch\n\n\ndef f(x):\n    y = x\n    y = y * 2\n    y = -y\n    return y\n\nlate = True\n"


def test_a_whole_answer(course: Course) -> None:
    """A Python file is run as it is."""
    text = "# nothing comes back\n# rule: return it\nf = print\n"
    assert load(course, "prints.py", text).source == text


@pytest.mark.parametrize(
    "text, words",
    [
        ("-    y = x + 1\n", "does not begin with a comment"),
        ("# b\n# hint: x\n", "knows `rule` and `fails`, not hint"),
        ("# b\n\n-    y = x + 2\n", "0 times"),
        ("# b\n\n-    y = x + 1\n+    y = x\n     return y\n", "0 times"),
        ("# b\n\ny = x\n", "begins with -, \\+ or a space: y = x"),
    ],
)
def test_a_broken_one_is_refused(course: Course, text: str, words: str) -> None:
    """The author reads which file and what is wrong."""
    with pytest.raises(AuthoringError, match=f"broken.diff.*{words}"):
        load(course, "broken.diff", text)


def test_lines_that_stand_twice_are_refused(course: Course) -> None:
    """A change must have one place."""
    course.reference(course.exercises[0]).write_text(REFERENCE + "\n\ndef g(x):\n    return y\n")
    with pytest.raises(AuthoringError, match="2 times"):
        load(course, "twice.diff", "# b\n\n-    return y\n")
