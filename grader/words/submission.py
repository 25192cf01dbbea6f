"""What the judge is given: one student's files as text, and how to judge them. No torch."""

from __future__ import annotations

import msgspec

from grader.words.messages import Message


class Submitted(msgspec.Struct, frozen=True):
    """One student's files by exercise id: the source text, or None where the file is missing.

    `only` names the exercises to judge, of those that the judge has; none named means all. `problems` say why a file could
    not be taken (a link, too large, not UTF-8), `messages` what else a teacher should know.
    """

    student: str
    files: dict[str, str | None]
    problems: dict[str, Message] = {}
    messages: tuple[Message, ...] = ()
    only: tuple[str, ...] = ()


class JudgeOptions(msgspec.Struct, frozen=True):
    """How one run judges: where the course is, device, isolation, seed, which exercises.

    With `scripts` each failed criterion comes with its case as a Python script; with `examples` the statements' public
    examples are judged in place of the hidden suites; without `search` no smaller failing case is looked for.
    """

    root: str
    device: str = "auto"
    isolation: str = "auto"
    seed: int = 0
    exercises: tuple[str, ...] = ()
    scripts: bool = False
    examples: bool = False
    search: bool = True
