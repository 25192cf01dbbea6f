"""`%check` in a notebook or IPython: the same verdict as `grader check`, on the functions that the session defined."""

from __future__ import annotations

import io
import os
import weakref
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display
from rich.console import Console

from grader.commands import options
from grader.commands.board import Board, clean
from grader.commands.own import STUDENT, judge_log
from grader.course.catalogue import Course, Exercise, find_root, load_course
from grader.course.language import pick_language, translator
from grader.course.stubs import stub_text
from grader.results.nbgrader.answer import Answer, OwnCell, answer_text, taught_names
from grader.results.nbgrader.rendering import Rendering
from grader.results.pool import Pool
from grader.results.source import text_of
from grader.results.warm import WarmJudge
from grader.words.errors import GraderError, UsageError
from grader.words.messages import Message, Translate, english
from grader.words.submission import JudgeOptions, Submitted
from grader.words.verdict import Verdict

WIDTH = 100


def load(shell: InteractiveShell) -> None:
    """Give a session `%check` and `%%check`."""
    shell.register_magics(CheckMagics(shell))


@magics_class
class CheckMagics(Magics):
    """The magics; they keep a judge warm, so that only the first check waits for torch."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self.session = shell
        self.judges: dict[Path, WarmJudge] = {}

    @magic_arguments()
    @argument("exercise", help="The exercise, or a unique part of its name.")
    @argument("--lang", choices=["en", "zh"], help="Language; default: the locale's.")
    @line_cell_magic
    def check(self, line: str, cell: str | None = None) -> None:
        """Check your answer to an exercise, as this session defines it; as %%check on top of a cell, run the cell first."""
        if os.environ.get("NBGRADER_EXECUTION"):
            return  # nbgrader grades by itself
        asked = parse_argstring(self.check, line)
        if cell is not None:
            self.session.run_cell(cell, store_history=False)
        translate = translator(pick_language(asked.lang, os.environ))
        try:
            course = load_course(find_root(Path.cwd()))
            translate = translator(pick_language(asked.lang, os.environ), course.root)
            self._show(course, course.find(asked.exercise), translate)
        except GraderError as error:
            print(clean(error.message.render(translate)))

    def _show(self, course: Course, exercise: Exercise, translate: Translate) -> None:
        answer = self._answer(course, exercise)
        verdict = self._verdict(course, exercise, answer)
        notes = []
        if course.released:
            text = "These are the public examples. Your teacher grades with more: other inputs, and every rule of the statement."
            notes.append(translate(text))
        html = Rendering(translate).verdict(verdict, answer, notes)
        display({"text/plain": "\n".join([*notes, _plain(verdict, translate)]), "text/html": html}, raw=True)

    def _answer(self, course: Course, exercise: Exercise) -> Answer:
        if course.released:
            stub = course.released_stub(exercise).read_text(encoding="utf-8")
        else:
            stub = stub_text(course.reference(exercise).read_text(encoding="utf-8"), english)
        names = taught_names(stub)
        history = self.session.history_manager
        answer = answer_text([OwnCell(text) for text in history.input_hist_raw] if history else [], names, rerun=True)
        if not answer.composed:
            text = "nothing that {exercise} asks for is defined here yet: run the cell with your answer. It asks for {names}."
            raise UsageError(text, exercise=exercise.name, names=", ".join(sorted(names)))
        return answer

    def _verdict(self, course: Course, exercise: Exercise, answer: Answer) -> Verdict:
        taken = text_of(exercise.name, answer.text.encode("utf-8", "surrogatepass"))
        files = {exercise.id: taken if isinstance(taken, str) else None}
        problems = {exercise.id: taken} if isinstance(taken, Message) else {}
        return self._judge(course).result(Submitted(STUDENT, files, problems), (exercise.id,)).verdicts[0]

    def _judge(self, course: Course) -> WarmJudge:
        if course.root not in self.judges:
            judge_options = JudgeOptions(str(course.root), "auto", "process", options.new_seed())
            judge = WarmJudge(judge_options, Pool(judge_options, judge_log(course.root)))
            self.judges[course.root] = judge
            weakref.finalize(self.session, judge.close)
        return self.judges[course.root]


def _plain(verdict: Verdict, translate: Translate) -> str:
    """Return a verdict as a terminal shows it."""
    lines = io.StringIO()
    console = Console(file=lines, width=WIDTH, highlight=False, markup=False, emoji=False, force_jupyter=False)
    Board(console, translate).verdict(verdict)
    return lines.getvalue().strip("\n")
