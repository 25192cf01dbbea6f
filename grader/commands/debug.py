"""`grader debug`: the smallest failing case as a script that runs the learner's own file in plain Python, for a debugger."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commands import options
from grader.commands.own import judge_own
from grader.course.catalogue import Course, Exercise
from grader.words.messages import Translate
from grader.words.submission import JudgeOptions
from grader.words.verdict import CriterionResult, Status, Verdict

SCRIPT = '''\
"""{title}

{how}
"""

import contextlib
import importlib.util
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image


def load(path, name):
    specification = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def folder(files):
    root = Path(tempfile.mkdtemp())
    for name, data in files.items():
        path = root / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(data)
    return str(root)


submission = load({file!r}, {name!r})
{props}
breakpoint()  # `s` steps into your function, `n` goes to the next line, `p x` prints x, `c` goes on

{body}

print({result})
'''


@click.command()
@click.argument("exercise")
@click.option("--seed", type=click.IntRange(0), help="Seed of the drawn inputs; default: a new one.")
@options.language
def debug(exercise: str, seed: int | None, lang: str | None) -> int:
    """Write a script with the smallest failing case of EXERCISE that runs your own code, to step through."""
    course = options.here(whole=True)
    translate = options.speech(lang, course.root)
    found = course.find(exercise)
    seed = options.new_seed() if seed is None else seed
    judge_options = JudgeOptions(str(course.root), "cpu", "process", seed, (found.id,), scripts=True)
    verdict = judge_own(judge_options, translate)[0].verdicts[0]
    criterion = _failing(verdict)
    if criterion is None:
        message = "nothing fails in {file}" if verdict.status is Status.PASSED else "{file} can't be stepped through yet: {text}"
        text = "; ".join(message.render(translate) for message in verdict.messages) or verdict.status.value
        options.say(translate, message, file=f"{found.id}.py", text=text)
        return 0
    path = course.root / ".torchkata" / "debug" / f"{found.name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    options.write(path, _script(course, found, criterion, path, translate).encode())
    options.say(translate, "{file} runs your code on the case of: {title}", file=str(_short(path)), title=criterion.title)
    options.say(translate, "Step through it, here or in your editor's debugger:")
    click.echo(f"    {_short(course.root / '.venv' / 'bin' / 'python')} {_short(path)}")
    return 0


def _failing(verdict: Verdict) -> CriterionResult | None:
    first = verdict.causes[0].criteria[0] if verdict.causes else None
    failing = [result for result in verdict.criteria if result.passed is False and result.script]
    return next((result for result in failing if result.name == first), failing[0] if failing else None)


def _script(course: Course, exercise: Exercise, criterion: CriterionResult, path: Path, translate: Translate) -> str:
    props = course.props(exercise)
    loaded = f"props = load({str(props)!r}, {props.stem!r})" if "props." in criterion.script and props.exists() else ""
    last = criterion.script.rstrip().splitlines()[-1]
    return SCRIPT.format(
        title=criterion.title.render(translate),
        how=f"python {_short(path)}",
        file=str(course.stub(exercise)),
        name=exercise.name,
        props=loaded,
        body=criterion.script,
        result=last.partition(" = ")[0] if last.startswith("result_") else '""',
    )


def _short(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
