"""What `grader watch` hears of, and what it does where there is nothing to wait for or to hint at."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from grader.commands import watch
from grader.course.catalogue import Course, load_course
from grader.results.pool import Pool
from grader.results.warm import WarmJudge
from grader.words.errors import UsageError
from grader.words.messages import Message, english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Status

IDS = ("01_letters/first_letter", "01_letters/last_letter")


@pytest.fixture
def session(course: Path) -> watch.Session:
    """Watching the course, with a judge that ends at once."""
    found: Course = load_course(course)
    judge_options = JudgeOptions(str(course), "cpu", "process", 1, IDS)
    pool = Pool(judge_options, None)
    pool.command = (sys.executable, "-c", "")
    return watch.Session(found, judge_options, WarmJudge(judge_options, pool), english)


def test_a_folder_that_cannot_be_watched(session: watch.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's reason, and what to do instead of waiting for ever."""

    def refuse(*paths: object, **settings: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watch, "watch_files", refuse)
    heard = watch.events(session.course)
    event = next(heard)
    heard.close()
    with pytest.raises(UsageError, match="watch limit reached. Use `make check`"):
        session.handle(event)


def test_the_end_of_the_input_ends_it(session: watch.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that was closed gives no more keys, again and again."""
    read, write = os.pipe()
    os.close(write)
    with os.fdopen(read) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert watch._read_key() == ""
    assert not session.handle(watch.Pressed(""))


def test_a_bundle_has_no_hints(session: watch.Session, capsys: pytest.CaptureFixture[str]) -> None:
    """It says whose they are, as `grader hint` does."""
    session.course = msgspec.structs.replace(session.course, root=session.course.root / "elsewhere")
    assert session.handle(watch.Pressed("h"))
    assert "bundle for learners" in capsys.readouterr().out


def test_a_judge_that_ends_twice(session: watch.Session) -> None:
    """What was asked for is our fault; of other exercises, even those that can't be read, nothing is said."""
    submitted = Submitted("you", {IDS[0]: "x = 1\n", IDS[1]: None}, {IDS[1]: Message("too large")})
    result = session.judge.result(submitted, IDS[:1])
    assert [(verdict.exercise, verdict.status) for verdict in result.verdicts] == [(IDS[0], Status.GRADER_ERROR)]
