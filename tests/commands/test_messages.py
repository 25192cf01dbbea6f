"""Every sentence that a command can say has its Chinese, with the same fields."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from grader.commands.board import FIRST_STEP, OTHER_STEP
from grader.commands.hint import STEPS
from grader.course.language import PROGRAM, read_catalogue
from grader.judge.failure import ACCIDENTS
from grader.words.verdict import LOOKS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "grader").rglob("templates/*.html"))
SPOKEN = [*(ROOT / "grader").rglob("*.py"), ROOT / "datasets" / "train.py"]
SPEAKING = {"Message", "UsageError", "AuthoringError", "SandboxUnavailable", "InternalError", "translate", "say"}
REPORTING = {"row", "trouble"}  # their second argument is the sentence


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for inner in (node.body, node.orelse) if isinstance(node, ast.IfExp) else node.values if isinstance(node, ast.BoolOp) else ():
        yield from literals(inner)


def sentences() -> Iterator[str]:
    for path in SPOKEN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                arguments = node.args[:2] if name in SPEAKING else node.args[1:2] if name in REPORTING else []
                yield from (text for argument in arguments for text in literals(argument))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text":
                yield from literals(node.value)
    for path in TEMPLATES:
        found = re.finditer(r"""_\((["'])(.+?)\1[,)]""", path.read_text(encoding="utf-8"))
        yield from (match[2] for match in found)
    yield from (FIRST_STEP, OTHER_STEP, *ACCIDENTS.values(), *STEPS, *(words for _, words in LOOKS.values()))


def test_every_sentence_is_translated() -> None:
    """None is missing, and no field was lost or invented on the way; sentences that are only fields need no Chinese."""
    catalogue = read_catalogue(PROGRAM)
    found = {text for text in sentences() if re.sub(r"{\w+}", "", text).strip(" :")}
    assert len(found) > 80
    assert sorted(text for text in found if catalogue.gettext(text) == text) == []
    for text in found:
        assert sorted(set(re.findall(r"{\w+}", text))) == sorted(set(re.findall(r"{\w+}", catalogue.gettext(text)))), text


def test_no_sentence_is_translated_twice() -> None:
    """Of two, readers of the catalogue keep the last one silently."""
    text = PROGRAM.read_text(encoding="utf-8")
    found = ["".join(map(ast.literal_eval, lines.splitlines())) for lines in re.findall(r'^msgid ((?:".*"\n)+)', text, re.M)]
    assert len(found) > 80
    assert [one for one, count in Counter(found).items() if count > 1] == []
