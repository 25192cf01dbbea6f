"""results.json read back, exactly as it is written: what exports and reports start from. No torch."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.results.document import SCHEMA
from grader.results.gradebook.marks import Mark
from grader.words.errors import UsageError
from grader.words.picture import Grid
from grader.words.verdict import CUDA_SUFFIX, Status


class ReadPicture(msgspec.Struct, frozen=True):
    """The numbers of a failing case, both sides, as `Picture` describes them; messages are in the run's language."""

    sentence: str
    dtype: str
    shape: tuple[int, ...]
    lead: tuple[int, ...]
    row: int
    column: int
    expected: tuple[str, ...]
    got: tuple[str, ...]
    wrong: tuple[str, ...]
    difference: tuple[str, ...] = ()
    call: str = ""
    inputs: tuple[Grid, ...] = ()


class ReadCriterion(msgspec.Struct, frozen=True):
    """One criterion of a verdict; every message is in the run's language."""

    name: str
    title: str
    passed: bool | None
    points: float
    max_points: float
    message: str = ""
    hint: str = ""
    misconception: str | None = None
    picture: ReadPicture | None = None

    @property
    def counts(self) -> bool:
        """Whether it was asked for: a GPU's side without a GPU was not."""
        return self.passed is not None or not self.name.endswith(CUDA_SUFFIX)


class ReadCause(msgspec.Struct, frozen=True):
    """A misconception that explains some criteria."""

    misconception: str
    message: str
    criteria: tuple[str, ...]
    belief: str = ""
    rule: str = ""


class ReadVerdict(msgspec.Struct, frozen=True):
    """The verdict on one exercise."""

    exercise: str
    status: Status
    points: float
    max_points: float
    seconds: float
    message: str
    criteria: tuple[ReadCriterion, ...]
    causes: tuple[ReadCause, ...] = ()
    output: str = ""


class ReadSubmission(msgspec.Struct, frozen=True):
    """One student's result; `mark` is what the gradebook makes of it, where one was asked, `name` what a roster knows."""

    student: str
    points: float
    max_points: float
    exercises: tuple[ReadVerdict, ...]
    message: str = ""
    mark: Mark | None = None
    name: str = ""

    @property
    def judged(self) -> bool:
        """Whether its points are a mark: what the grader itself failed on has lost points that may be due."""
        return all(verdict.status is not Status.GRADER_ERROR for verdict in self.exercises)

    @property
    def final(self) -> float | None:
        """The points to give: the gradebook's where it was asked, else the run's; None where there are none to give."""
        if self.mark is not None:
            return self.mark.final
        return self.points if self.judged else None

    @property
    def final_max(self) -> float:
        """What `final` is out of."""
        return self.max_points if self.mark is None or self.mark.max_points is None else self.mark.max_points

    @property
    def excused(self) -> bool:
        """Whether the gradebook says that it does not count."""
        return self.mark is not None and self.mark.excused


class ReadResults(msgspec.Struct, frozen=True):
    """A whole results.json."""

    schema: int
    course: str
    seed: int
    device: str
    isolation: str
    submissions: tuple[ReadSubmission, ...]
    walls: tuple[str, ...] = ()

    def only(self, student: str | None) -> ReadSubmission:
        """Return the submission of this student, or the only one there is.

        Raises:
            UsageError: there is none, or there are several.
        """
        found = [one for one in self.submissions if student in (None, one.student)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(one.student for one in self.submissions[:10])
        if student is not None:
            raise UsageError("there is no result of {student}. There are: {names}", student=student, names=names)
        text = "this format is for one submission, and there are {count}: choose with --student NAME. There are: {names}"
        raise UsageError(text, count=len(found), names=names)


class _Head(msgspec.Struct, frozen=True):
    schema: int


def read_results(path: Path) -> ReadResults:
    """Return the results in this file, or in the results.json of this folder.

    Raises:
        UsageError: there are none, or they are of another kind.
    """
    path = path / "results.json" if path.is_dir() else path
    try:
        data = path.read_bytes()
        schema = msgspec.json.decode(data, type=_Head).schema
        found = msgspec.json.decode(data, type=ReadResults) if schema == SCHEMA else None
    except FileNotFoundError:
        text = "there is no {file}. `grader grade SUBMISSIONS --out RESULTS` writes it."
        raise UsageError(text, file=str(path)) from None
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError("{file} holds no results: {text}", file=str(path), text=str(error)) from error
    if found is None:  # another schema may have other fields, so they are not looked at
        text = "{file} has the schema {found}, this grader reads {known}. Grade again, or use the grader that wrote it."
        raise UsageError(text, file=str(path), found=schema, known=SCHEMA)
    bare = tuple(msgspec.structs.replace(one, mark=None) if one.mark else one for one in found.submissions)
    return msgspec.structs.replace(found, submissions=bare)  # marks come from a gradebook, never from a file of results
