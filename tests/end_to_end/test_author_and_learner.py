"""The real verify, check, hint and debug on the miniature course with its mistakes: proof, cause, ladder, script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course.language import COURSE as TRANSLATIONS
from tests.end_to_end.miniature import EXERCISE, HEAD, SUITE, build, finish

MISTAKES = {
    "ignores_signs": ("x.abs().sum()", "negative"),
    "takes_the_mean": ("x.mean()", "positive, negative"),
    "keeps_a_dimension": ("x.sum().reshape(1)", "positive, negative"),
    "counts_elements": ("torch.tensor(float(x.numel()))", "positive, negative"),
    "sums_columns": ("x.sum(0)", "positive, negative"),
    "takes_the_largest": ("x.max()", "positive, negative"),
}
VARIANTS = {"by_einsum": "torch.einsum('ij->', x)", "by_axes": "x.sum(0).sum()", "by_method": "torch.sum(x.flatten())"}
HINTS = 'hint="Look at the sign.", rule="Every element counts as it is.", example="-1 + -2 = -3"'
OTHER_CODE = HEAD + "total = 0.0\n    for value in x.flatten():\n        total = total + abs(value)\n    return total\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The miniature course, proven."""
    root = build(tmp_path)
    suite = root / "tests" / "hidden" / "01_sums" / "test_total.py"
    suite.write_text(SUITE.replace('points=2, title="Negative"', f'points=2, title="Negative", {HINTS}'))
    texts = []
    for name, (wrong, fails) in MISTAKES.items():
        belief, rule = f"{name} is right", f"{name} is wrong"
        texts += [belief, rule]
        change = f"-    return x.sum()\n+    return {wrong}\n"
        write(root / f"tests/mistakes/{EXERCISE}/{name}.diff", f"# {belief}\n# rule: {rule}\n# fails: {fails}\n{change}")
    for name, right in VARIANTS.items():
        write(root / f"tests/variants/{EXERCISE}/{name}.py", f"import torch\n{HEAD}return {right}\n")
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    translated = "".join(f'\nmsgid "{text}"\nmsgstr "中 {text}"\n' for text in texts)
    write(root / TRANSLATIONS / "01_sums" / "total.po", header + translated)
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def answer(course: Path, text: str) -> None:
    write(course / "exercises" / f"{EXERCISE}.py", "import torch\n" + text)


def test_a_proven_course(course: Path) -> None:
    """Full marks, no points, each mistake its own: the matrix says so over two seeds, with exit code 0."""
    code, out, err = finish(course, "verify", "--seeds", 2)
    assert code == 0, out + err
    assert ".x  mistake ignores-signs 1/3" in out and "..  variant by_axes 3/3" in out
    assert "1 exercises, 2 criteria, 6 mistakes, 3 variants, 2 seeds: 0 problems" in out


def test_what_is_not_proven_is_named(course: Path) -> None:
    """A criterion that lets all pass, a wrong header, twins, a missing translation: each is named, and nothing is hidden."""
    suite = course / "tests" / "hidden" / "01_sums" / "test_total.py"
    text = suite.read_text()
    suite.write_text(text.replace("same(submission.total(-torch.ones(2, 2)), torch.tensor(-4.0))", "pass"))
    (course / f"tests/variants/{EXERCISE}/by_axes.py").unlink()
    change = "-    return x.sum()\n+    return x.max() * 1\n"
    write(course / f"tests/mistakes/{EXERCISE}/twin.diff", f"# twins\n# rule: none\n# fails: positive\n{change}")
    code, out, _ = finish(course, "verify")
    assert code == 1
    for words in (
        "no mistake fails the criterion negative: it proves nothing",
        "a mistake must fail a criterion; this one gets full marks",
        "it says that it fails positive, negative, but it fails positive",
        "it is taken for twin",
        "the belief of twin has no translation",
        "2 answers of the kind variant, at least 3 are needed",
    ):
        assert words in out, out
    assert finish(course, "verify", "--update")[0] == 1
    assert "no criterion tells it from: twins" in finish(course, "verify")[1]
    assert "# fails: positive\n" in (course / f"tests/mistakes/{EXERCISE}/takes_the_mean.diff").read_text()


def test_a_wrong_answer_is_explained(course: Path) -> None:
    """Other code of the same belief is named by it, in both languages, on the screen and in the results."""
    answer(course, OTHER_CODE)
    code, out, _ = finish(course, "check", "total", "--json", course / "out.json")
    assert code == 1
    assert "Your result is what you get when ignores_signs is right; ignores_signs is wrong." in " ".join(out.split())
    exercise = json.loads((course / "out.json").read_text())["submissions"][0]["exercises"][0]
    assert [criterion["misconception"] for criterion in exercise["criteria"]] == [None, "ignores-signs"]
    assert exercise["causes"][0]["criteria"] == ["negative"]
    assert "中 ignores_signs is right" in " ".join(finish(course, "check", "total", "--lang", "zh")[1].split())


def test_what_no_mistake_gives_has_no_cause(course: Path) -> None:
    """A wrong answer outside the catalogue is shown, not explained."""
    answer(course, HEAD + "return x.sum() * 3\n")
    code, out, _ = finish(course, "check", "total")
    assert code == 1
    assert "what you get when" not in out and "expected -4, got -12" in out


def test_hints_climb(course: Path) -> None:
    """Idea, rule, example: one more each time, then nothing more; after a right answer nothing is left."""
    answer(course, OTHER_CODE)
    steps = [finish(course, "hint", "total")[1] for _ in range(4)]
    assert "Look at the sign." in steps[0] and "Every element" not in steps[0]
    assert "Every element counts" in steps[1] and "-1 + -2" not in steps[1]
    assert "-1 + -2 = -3" in steps[2] and "last hint" in steps[2]
    assert steps[3] == steps[2]
    answer(course, HEAD + "return x.sum()\n")
    assert "nothing left" in finish(course, "hint", "total")[1]


def test_debug_writes_a_script_that_runs(course: Path) -> None:
    """It runs the learner's own file on the failing input in plain Python, and the expected result is not in it."""
    answer(course, OTHER_CODE)
    code, out, _ = finish(course, "debug", "total", "--seed", 3)
    assert code == 0 and "Negative" in out
    script = course / ".torchkata" / "debug" / "total.py"
    environment = {**os.environ, "PYTHONBREAKPOINT": "0"}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "tensor(4.)"
    assert "-4" not in script.read_text().partition("breakpoint()")[2]


def test_a_seed_repeats_a_run(course: Path) -> None:
    """The same seed gives the same verdict to the letter."""
    answer(course, HEAD + "return x.mean()\n")
    one, other = (finish(course, "check", "total", "--seed", 11)[1] for _ in range(2))
    assert one == other
