"""`grader watch`: a verdict on each exercise as it is saved, from a judge that is kept warm; keys for what comes next."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import click
from rich.console import Console
from watchfiles import Change, PythonFilter
from watchfiles import watch as watch_files

from grader.commands import options
from grader.commands.board import Board
from grader.commands.hint import show_hint
from grader.commands.own import STUDENT, judge_log, own_files
from grader.course.catalogue import Course, Exercise
from grader.results.memory import Memory
from grader.results.pool import Pool
from grader.results.warm import WarmJudge
from grader.words.errors import UsageError
from grader.words.messages import Translate
from grader.words.submission import JudgeOptions
from grader.words.verdict import SubmissionResult, Verdict

DEBOUNCE_MILLISECONDS = 60  # an editor writes a file in several steps
STEP_MILLISECONDS = 20
KEYS = "h hint · n next · r again · l list · q quit"
NO_KEYS = "Ctrl-C ends it"  # in a pipe, or where a terminal gives no single keys


@dataclass(frozen=True)
class Saved:
    """These exercises were saved."""

    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Pressed:
    """A key was pressed; "" is the end of the input."""

    key: str


@dataclass(frozen=True)
class Blind:
    """Changes can't be seen any more, for this reason."""

    reason: str


Event = Saved | Pressed | Blind


@click.command()
@click.option("--seed", type=click.IntRange(0), help="Seed of the drawn inputs; default: a new one, the same for all verdicts.")
@options.language
def watch(seed: int | None, lang: str | None) -> int:
    """Check each exercise as you save it. Keys: h hint, n next, r again, l list, q quit."""
    course = options.here()
    translate = options.speech(lang, course.root)
    ids = tuple(exercise.id for exercise in course.exercises)
    judge_options = JudgeOptions(str(course.root), "auto", "process", options.new_seed() if seed is None else seed, ids)
    judge = WarmJudge(judge_options, Pool(judge_options, judge_log(course.root)))
    session = Session(course, judge_options, judge, translate)
    try:
        judge.warm_up()
        session.greet()
        for event in events(course):
            if not session.handle(event):
                break
    except KeyboardInterrupt:
        pass
    finally:
        judge.close()
    return 0


class Session:
    """What is being worked on, and what was last said of it."""

    def __init__(self, course: Course, judge_options: JudgeOptions, judge: WarmJudge, translate: Translate) -> None:
        self.course = course
        self.options = judge_options
        self.judge = judge
        self.board = Board(Console(highlight=False, markup=False, emoji=False), translate)
        self.memory = Memory(course)
        self.verdicts: dict[str, Verdict] = {}
        self.current: Exercise | None = None
        self.keys = KEYS if _gives_keys() else NO_KEYS

    def greet(self) -> None:
        """Say what is watched and which keys there are."""
        self.board.say("Watching {folder}: save an exercise, and its verdict is here.", folder="exercises/")
        self.board.say(self.keys)

    def handle(self, event: Event) -> bool:
        """Do what was asked for; return whether to go on.

        Raises:
            UsageError: there is nothing to wait for.
        """
        match event:
            case Saved(exercises):
                self._check(exercises)
            case Pressed("h"):
                self._hint()
            case Pressed("n"):
                self._next()
            case Pressed("r") if self.current is not None:
                self._check((self.current,))
            case Pressed("l"):
                self._list()
            case Pressed("" | "q" | "\x03" | "\x04"):
                return False
            case Blind(reason):
                text = "changes in {folder} can't be watched here: {text}. Use `make check` instead."
                raise UsageError(text, folder="exercises/", text=reason)
        return True

    def _check(self, exercises: tuple[Exercise, ...]) -> None:
        self.current = exercises[-1]
        for verdict in self._judged(exercises).verdicts:
            self.board.verdict(verdict)
        self.board.say("\n" + self.board.translate(self.keys))

    def _judged(self, exercises: tuple[Exercise, ...]) -> SubmissionResult:
        names = ", ".join(exercise.name for exercise in exercises) if len(exercises) < 4 else f"{len(exercises)}"
        self.board.say("\nchecking {exercise} ...", exercise=names)
        submitted = own_files(self.options)
        result = self.judge.result(submitted, tuple(exercise.id for exercise in exercises))
        self.memory.keep(submitted, result, self.options.seed)
        self.verdicts |= {verdict.exercise: verdict for verdict in result.verdicts}
        return result

    def _hint(self) -> None:
        try:
            options.refuse_bundle(self.course)
        except UsageError as refused:
            self.board.say(refused.message.text, **refused.message.parameters)
            return
        verdict = self.verdicts.get(self.current.id) if self.current else None
        if verdict is None:
            self.board.say("Save an exercise first: the hint is about what it does not do yet.")
        else:
            show_hint(self.board, self.memory, verdict)

    def _next(self) -> None:
        self._check_missing()
        self.board.next_step(self._all())

    def _list(self) -> None:
        self._check_missing()
        self.board.show(self.course, self._all())

    def _check_missing(self) -> None:
        missing = tuple(exercise for exercise in self.course.exercises if exercise.id not in self.verdicts)
        if missing:
            self._judged(missing)

    def _all(self) -> SubmissionResult:
        verdicts = (self.verdicts[exercise.id] for exercise in self.course.exercises if exercise.id in self.verdicts)
        return SubmissionResult(STUDENT, tuple(verdicts))


def events(course: Course) -> Iterator[Event]:
    """Yield what the learner does, in its order, until it is closed."""
    found: queue.SimpleQueue[Event] = queue.SimpleQueue()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_watch_files, args=(course, found, stop), daemon=True),
        threading.Thread(target=_watch_keys, args=(found, stop), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        while True:
            yield found.get()
    finally:
        stop.set()
        for thread in threads:
            thread.join(2)


def _watch_files(course: Course, found: queue.SimpleQueue[Event], stop: threading.Event) -> None:
    by_path = {str(course.stub(exercise)): exercise for exercise in course.exercises}
    folder = course.root / "exercises"
    debounce, step = DEBOUNCE_MILLISECONDS, STEP_MILLISECONDS
    try:
        for changes in watch_files(folder, watch_filter=PythonFilter(), debounce=debounce, step=step, stop_event=stop):
            saved = {by_path[path] for change, path in changes if change is not Change.deleted and path in by_path}
            if saved:
                found.put(Saved(tuple(exercise for exercise in course.exercises if exercise in saved)))
    except (OSError, RuntimeError) as error:  # a system allows so many watches; a folder may go
        found.put(Blind(str(error)))


def _watch_keys(found: queue.SimpleQueue[Event], stop: threading.Event) -> None:
    if not _gives_keys():
        return
    with _single_keys():
        while not stop.is_set():
            if select.select([sys.stdin], [], [], 0.2)[0]:
                key = _read_key()
                found.put(Pressed(key))
                if not key:
                    return


def _gives_keys() -> bool:
    return sys.stdin.isatty() and sys.platform != "win32"


def _read_key() -> str:
    try:
        return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace").lower()
    except OSError:  # the terminal was closed
        return ""


@contextlib.contextmanager
def _single_keys() -> Iterator[None]:
    """Read keys as they are pressed; the terminal is as before afterwards."""
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
