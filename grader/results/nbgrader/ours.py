"""Which notebooks are ours, and how they are judged: what both of our steps in nbgrader's pipeline share. No torch."""

from __future__ import annotations

import contextlib
import weakref
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Integer, Unicode

from grader.course.catalogue import Course, load_course
from grader.course.language import translator
from grader.results.nbgrader import marks
from grader.results.nbgrader.notebook import Notebook
from grader.results.pool import Pool
from grader.results.units import digest_of_files
from grader.results.warm import WarmJudge
from grader.words.errors import GraderError, UsageError
from grader.words.messages import Message, Translate
from grader.words.submission import JudgeOptions

WARM, WORDS = "_torchkata_judges", "_torchkata_words"


def printable(text: str) -> str:
    """Return text that can't move a terminal's cursor: it may be a learner's."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)


class OursPreprocessor(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader carries no types
    """A step that does something else with the notebooks that `grader nbgrader init` made."""

    course = Unicode(help="The folder of the torchkata course that has suites and references.").tag(config=True)
    language = Enum(["en", "zh"], default_value="en", help="The language of messages.").tag(config=True)
    seed = Integer(0, help="The seed of drawn inputs: the same for all.").tag(config=True)
    device = Enum(["auto", "cpu", "cuda"], default_value="auto", help="As `grader grade --device`.").tag(config=True)
    isolation = Enum(["sandbox", "process"], default_value="sandbox", help="As `grader grade --isolation`.").tag(config=True)
    reveal = Enum(["cases", "hints"], default_value="cases", help="As `grader report --reveal`.").tag(config=True)

    def __call__(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run always: with `enabled` off, cells would stay empty, and empty cells get full marks.

        Raises:
            GraderError: this submission can't be graded; nothing counts as its mark.
        """
        try:
            found = self.exercise_of(resources)
        except GraderError as error:
            raise self.refuse(error.message, resources) from error
        if found is None:
            return self.work_on_others(nb, resources)
        try:
            return self.work_on(nb, resources, *found)
        except GraderError as error:
            raise self.refuse(error.message, resources) from error
        except Exception as error:  # a notebook may be anything
            text = "this notebook can't be graded: {type}: {text}"
            raise self.refuse(Message(text, {"type": type(error).__name__, "text": str(error)[:500]}), resources) from error

    def work_on(self, nb: Any, resources: Any, exercise: str, source: Notebook) -> tuple[Any, Any]:
        """Do the step with a notebook of ours; `source` is the teacher's copy of it."""
        raise NotImplementedError

    def work_on_others(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Do the step with another notebook."""
        raise NotImplementedError

    def exercise_of(self, resources: Any) -> tuple[str, Notebook] | None:
        """Return the exercise of a notebook and the teacher's own copy of it, or None where it is none of ours.

        What the handed-in file says of itself is not looked at.

        Raises:
            UsageError: the teacher's copy is missing, so that nothing says what it is.
        """
        about = resources["nbgrader"]
        coursedir = self._coursedir
        folder = coursedir.format_path(coursedir.source_directory, ".", about["assignment"])
        path = Path(folder) / f"{about['notebook']}.ipynb"
        if not path.is_file():
            text = "{file} is missing: it says what is graded. Write it again with: grader nbgrader init {course}"
            raise UsageError(text, file=str(path), course=str(coursedir.root))
        source = nbformat.read(path, as_version=4)
        exercise = source["metadata"].get(marks.OURS, {}).get("exercise")
        return (exercise, source) if isinstance(exercise, str) else None

    def loaded(self) -> tuple[Course, Translate]:
        """Return the course and its words."""
        course = load_course(Path(self.course))
        words: dict[object, Translate] = vars(self._coursedir).setdefault(WORDS, {})
        key = (course.root, self.language)
        if key not in words:  # some forty catalogues
            words[key] = translator(self.language, course.root)
        return course, words[key]

    @property
    def _coursedir(self) -> Any:
        """What lives as long as nbgrader's process does: steps are made for each notebook."""
        return self.parent.parent.coursedir

    def refuse(self, message: Message, resources: Any) -> GraderError:
        """Return what ends the work on this submission, and see to it that nothing counts as its mark."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
            gradebook.db.commit()
        said = printable(message.render(translator(self.language)))
        self.log.error("%s, %s/%s: %s", about["student"], about["assignment"], about["notebook"], said)
        return GraderError("{text}", text=said)

    def judge_of(self, course: Course, chapter: str) -> WarmJudge:
        """Return the judge of a chapter: one for all notebooks, also of a formgrader that autogrades one after the other.

        It is replaced when the course's files change, and ends with nbgrader's process.
        """
        exercises = tuple(exercise for exercise in course.exercises if exercise.chapter == chapter)
        sources = [path for exercise in exercises for path in course.sources(exercise)]
        ids = tuple(exercise.id for exercise in exercises)
        judge_options = JudgeOptions(str(course.root), self.device, self.isolation, self.seed, ids)
        key = (judge_options, digest_of_files([course.root / "exercises" / "course.toml", *sources]))
        judges: dict[object, WarmJudge] = vars(self._coursedir).setdefault(WARM, {})
        if key not in judges:
            while judges:
                judges.popitem()[1].close()
            judges[key] = WarmJudge(judge_options, Pool(judge_options, self._log()))
            weakref.finalize(self._coursedir, judges[key].close)
        return judges[key]

    def _log(self) -> Path | None:
        log = Path(self._coursedir.root) / ".torchkata" / "judge.log"
        with contextlib.suppress(OSError):
            log.parent.mkdir(exist_ok=True)
            return log
        return None
