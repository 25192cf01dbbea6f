"""From cells to one module: what is taken along, what is left out, and hostile cells."""

from __future__ import annotations

import ast

import pytest

from grader.results.nbgrader.answer import Answer, OwnCell, answer_text, taught_names

ANSWER = "def solve(x):\n    return _help(x)\n"


def taken(*cells: str, rerun: bool = False) -> Answer:
    """The last cell is the answer's, if none of a session."""
    *others, last = cells
    return answer_text([*map(OwnCell, others), OwnCell(last, not rerun)], frozenset({"solve"}), rerun=rerun)


def test_the_answer_alone_is_taken_as_it_stands() -> None:
    """To the last byte: a file with that text gets the same verdict."""
    for text in (ANSWER, "\n# é\r\n" + ANSWER, "def broken(:", "", "x = 1  "):
        found = taken("print(1)", text)
        assert (found.text, found.composed) == (text, False)


@pytest.mark.parametrize(
    "helper",
    [
        "def _help(x):\n    return x",
        "@staticmethod\ndef _help(x):\n    return x",
        "from math import sin as _help",
        "from math import *",
        "_help = lambda x: x",
        "if True:\n    def _help(x): return x",
        "try:\n    from nowhere import _help\nexcept ImportError:\n    _help = abs",
        "for _help in (abs,):\n    pass",
        "a = 1; _help = abs; b = 2",
        "%matplotlib inline\n_help = abs",
        "%%time\n_help = abs",
        "  \n\n_help = abs",
    ],
)
def test_what_the_answer_needs_is_taken_along(helper: str) -> None:
    """However it is bound, above the answer or below it."""
    for cells in ([OwnCell(helper), OwnCell(ANSWER, True)], [OwnCell(ANSWER, True), OwnCell(helper)]):
        text = answer_text(cells, frozenset({"solve"})).text
        names: dict[str, object] = {}
        exec(compile(text, "cell", "exec"), names)
        assert callable(names.get("_help")) or "import *" in text
        assert "b = 2" not in text


@pytest.mark.parametrize(
    "own",
    ["solve(3)", "print(solve(1))", "y = solve(2)\ny.plot()", "assert solve(1) == 2", "raise ValueError", "!rm -rf x", "x?",
     "import nowhere", "class Mine:\n    def solve(self): ...", "def mine():\n    return solve(1)", "%time solve(1)"],
)  # fmt: skip
def test_tries_are_left_out(own: str) -> None:
    """What fails in them is nobody's business."""
    assert taken(own, "_help = 1\n" + ANSWER).text == "_help = 1\n" + ANSWER


def test_what_needed_code_needs_and_what_changes_it() -> None:
    """Chains of helpers; a table that is filled after it was made; in the order of the cells."""
    found = taken(
        "import math\nimport random\nTABLE = {}\nOTHER = []",
        "def _help(x):\n    return TABLE[x] + math.pi",
        "TABLE['a'] = 1\nTABLE.update(b=2)\nOTHER.append(3)\nfor key in 'xy':\n    TABLE[key] = 4\nmath.floor(2.5)",
        ANSWER,
    )
    lines = found.text.splitlines()
    assert found.composed and lines.index("TABLE = {}") < lines.index("TABLE['a'] = 1") < lines.index("def solve(x):")
    assert "TABLE.update(b=2)" in lines and "    TABLE[key] = 4" in lines
    assert not {"import random", "OTHER = []", "OTHER.append(3)", "math.floor(2.5)"} & set(lines)


def test_a_definition_in_a_later_cell_counts() -> None:
    """As in the notebook: the answer's cell is still the stub, and the function was written below it."""
    cells = [OwnCell("def solve(x):\n    raise NotImplementedError\n", True), OwnCell("def solve(x):\n    return 7\n\nsolve(1)")]
    text = answer_text(cells, frozenset({"solve"})).text
    assert [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)] == ["solve", "solve"]
    assert text.rstrip().endswith("return 7")


def test_of_a_session_the_last_definitions_count() -> None:
    """Cells that were run again and again leave one definition each, but for those that others were made with."""
    cells = ["def solve(x): return 1", "def solve(:", "def solve(x): return 2", "BASE = solve(1)"]
    cells.append("%%check solve\ndef solve(x): return BASE")
    found = taken(*cells, rerun=True)
    assert found.text.split("\n\n") == ["def solve(x): return 2", "BASE = solve(1)", "def solve(x): return BASE\n"]
    assert not taken("x = 1", "print(2)", rerun=True).composed


@pytest.mark.parametrize(
    "cell", ["(" * 500 + ")" * 500, "x\0y", "-" * 60_000 + "1", "a.b" + ".c" * 20_000, "\ud800", "x = " + "[" * 90 + "]" * 90,
             "x\n" * 40_000, "lambda: " * 3000 + "1"]
)  # fmt: skip
def test_hostile_cells_cost_nothing_but_themselves(cell: str) -> None:
    """Too deep, too long, no text: the answer is judged without them."""
    assert taken(cell, "_help = 1\n" + ANSWER).text == "_help = 1\n" + ANSWER


def test_notes_are_few_and_say_what_was_left_out() -> None:
    """A cell that is no Python, a cell of another language, magics: once each, at most ten."""
    many = [f"no python {place}" for place in range(40)]
    found = taken("no python", "%%bash\nls", "!ls", "%ls", *many, ANSWER)
    assert [note.text[:16] for note in found.notes[:3]] == ["a cell that is n", "a cell of {magic", "magics (lines th"]
    assert len(found.notes) == 10


@pytest.mark.parametrize("cell", ["\n" * 60_000 + "(", "%a\n" * 20_000, "= " * 30_000, "x = !" * 10_000, " " * 60_000 + "%%"])
def test_cells_of_magics_alone_are_left_as_they_are(cell: str) -> None:
    """IPython looks through a whole cell once for each magic, so there is a limit to them."""
    found = taken(cell, "_help = 1\n" + ANSWER)
    assert found.text.startswith("_help") and "no Python" in found.notes[0].text


def test_megabytes_of_other_cells_are_left_out() -> None:
    """The answer and the cells next to the end are looked at."""
    found = taken("_help = min", *["x = " + "1" * 60_000] * 20, "_help = max", ANSWER)
    assert "_help = max" in found.text and "_help = min" not in found.text
    assert "the first of them were left out" in found.notes[0].text


def test_percent_signs_of_plain_python_stay() -> None:
    """Only what is no Python is looked through for magics."""
    text = "x = ('a'\n    % 3)\ny = '''\n%matplotlib\n!ls\n'''\n"
    assert taken(text).text == text and taken(text).notes == ()


def test_taught_names() -> None:
    """Functions and classes of a stub, none of its imports."""
    assert taught_names("import torch\nclass A: ...\ndef b(): ...\nC = 1\n") == {"A", "b"}
