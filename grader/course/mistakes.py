"""Mistakes: known wrong answers, each a whole file or a change to the reference, with what its author believes. No torch.

A file opens with comment lines: the belief first, then `# rule: ...` (what is true instead) and `# fails: name, name` (the
criteria that it must fail). A `.py` file goes on with the whole wrong answer. A `.diff` file goes on with changes to the
reference, separated by blank lines: lines to take out (`-`), to put in (`+`) and to keep (` `); only lines to put in are
added at the end. The file's name, with dashes, is the slug.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.course.catalogue import Course, Exercise
from grader.words.errors import AuthoringError


class Mistake(msgspec.Struct, frozen=True):
    """A misconception that can be run: `source` is a whole wrong answer."""

    slug: str
    path: Path
    belief: str
    rule: str
    fails: tuple[str, ...]
    source: str


def load_mistakes(course: Course, exercise: Exercise) -> tuple[Mistake, ...]:
    """Return an exercise's mistakes, sorted by slug.

    Raises:
        AuthoringError: a file has no header, or a change that does not fit the reference.
    """
    reference = course.reference(exercise).read_text(encoding="utf-8")
    return tuple(_load(path, reference) for path in course.mistakes(exercise))


def _load(path: Path, reference: str) -> Mistake:
    text = path.read_text(encoding="utf-8")
    header, body = _split(text)
    if not header:
        raise AuthoringError("{file} does not begin with a comment that says what is believed", file=str(path))
    words = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in header[1:])}
    if unknown := sorted(words.keys() - {"rule", "fails"}):
        raise AuthoringError("{file}: its header knows `rule` and `fails`, not {names}", file=str(path), names=", ".join(unknown))
    fails = tuple(name.strip() for name in words.get("fails", "").split(",") if name.strip())
    source = text if path.suffix == ".py" else _changed(reference, body, path)
    return Mistake(path.stem.replace("_", "-"), path, header[0], words.get("rule", ""), fails, source)


def _split(text: str) -> tuple[list[str], list[str]]:
    lines = text.splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    return [line[2:].strip() for line in lines[:count]], lines[count:]


def _changed(reference: str, body: list[str], path: Path) -> str:
    text = reference
    for change in _changes(body):
        if wrong := next((line for line in change if line[:1] not in "-+ "), None):
            raise AuthoringError("{file}: a line of a change begins with -, + or a space: {line}", file=str(path), line=wrong)
        old = "".join(f"{line[1:]}\n" for line in change if line[0] in "- ")
        new = "".join(f"{line[1:]}\n" for line in change if line[0] in "+ ")
        if not old:
            text += "\n" + new
            continue
        if ("\n" + text).count("\n" + old) != 1:
            found = ("\n" + text).count("\n" + old)
            raise AuthoringError(
                "{file}: these lines stand {count} times in the reference, they must stand there once: {line}",
                file=str(path), count=found, line=old.strip().splitlines()[0],
            )  # fmt: skip
        text = ("\n" + text).replace("\n" + old, "\n" + new, 1)[1:]
    return text


def _changes(body: list[str]) -> list[list[str]]:
    changes: list[list[str]] = [[]]
    for line in body:
        if line:
            changes[-1].append(line)
        elif changes[-1]:
            changes.append([])
    return [change for change in changes if change]
