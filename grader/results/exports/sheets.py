"""Tables: a CSV of one's own, and Canvas's and Moodle's sheets, in which only the grade and the feedback change. No torch.

Sources: Canvas's gradebook_importer.rb, Moodle's mod/assign offline grading worksheet.
"""

from __future__ import annotations

import csv
import dataclasses
import html
import io
from dataclasses import dataclass

from grader.results.exports.cells import Sheet, harmless
from grader.results.reading import ReadResults, ReadSubmission
from grader.words.errors import UsageError
from grader.words.messages import Translate, english, sentence

POINTS_POSSIBLE = "Points Possible"


@dataclass(frozen=True)
class Filled:
    """A sheet with the grades in it, and who got none: rows without a result, results without a row, those not judged.

    `without_mark` are those to whom the gradebook gives none, and the excused where the platform has no word for them.
    `has_feedback` is False where the sheet should have a column of feedback and has none. `scale` is what the marks are out of
    here and there, where that differs.
    """

    data: bytes
    placed: int
    rows_without: tuple[str, ...]
    results_without: tuple[str, ...]
    not_judged: tuple[str, ...]
    without_mark: tuple[str, ...] = ()
    has_feedback: bool = True
    scale: tuple[float, float] | None = None


def plain_table(results: ReadResults) -> bytes:
    """Return a line for each student: points, maximum, share, the gradebook's mark if it was asked, points of each exercise."""
    names = list(dict.fromkeys(verdict.exercise for one in results.submissions for verdict in one.exercises))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    marked = any(one.mark is not None for one in results.submissions)
    writer.writerow(["student", "points", "max_points", "percent", *(["mark", "excused"] if marked else []), *names])
    for one in results.submissions:
        points = {verdict.exercise: f"{verdict.points:g}" for verdict in one.exercises}
        share = f"{100 * one.points / one.max_points:.1f}" if one.max_points else ""
        row = [harmless(one.student), f"{one.points:g}", f"{one.max_points:g}", share]
        row = [row[0], "", "", ""] if one.mark is not None and not one.exercises else row  # it has a mark, and no result
        row += ["" if one.final is None else f"{one.final:g}", "yes" if one.excused else ""] if marked else []
        writer.writerow([*row, *(points.get(name, "") for name in names)])
    return out.getvalue().encode()


def canvas(results: ReadResults, sheet: Sheet, assignment: str, match: str) -> Filled:
    """Fill one assignment's column of a gradebook exported by Canvas; points are scaled to its points possible.

    Raises:
        UsageError: the sheet is none of Canvas's, or has no such column.
    """
    heads = _heads(sheet, 0)
    if "Student" not in sheet.value(0, 0) or not any("Section" in head for head in heads):
        raise UsageError("this is no gradebook exported by Canvas: its first row has no Student and Section")
    column = _assignment(heads, assignment)
    first, maximum = 1, 0.0
    for row in range(1, min(4, len(sheet.rows))):
        if sheet.value(row, 0).strip() == POINTS_POSSIBLE:
            first, maximum = row + 1, _number(sheet.value(row, column))
    return _fill(results, sheet, range(first, len(sheet.rows)), _column(heads, match, "--match"), column, None, maximum, "EX")


def moodle(
    results: ReadResults, sheet: Sheet, match: str, grade: str, maximum: str, feedback: str, translate: Translate = english
) -> Filled:
    """Fill grade and feedback of a grading worksheet downloaded from Moodle; points are scaled to its maximum grade.

    The heads are those of the sheet: in another language they have other names.

    Raises:
        UsageError: the sheet lacks a column.
    """
    heads = _heads(sheet, 0)
    written, highest = _column(heads, grade, "--grade-column"), _column(heads, maximum, "--maximum-column")
    comments = next((place for place, head in enumerate(heads) if head.casefold() == feedback.casefold()), None)
    rows = range(1, len(sheet.rows))
    most = max((_number(sheet.value(row, highest)) for row in rows), default=0.0)
    filled = _fill(results, sheet, rows, _column(heads, match, "--match"), written, comments, most, None, translate)
    return dataclasses.replace(filled, has_feedback=comments is not None or not feedback)


def _fill(
    results: ReadResults, sheet: Sheet, rows: range, key: int, column: int, feedback: int | None, maximum: float,
    excused: str | None, translate: Translate = english,
) -> Filled:  # fmt: skip
    """Write the grades and the feedback; `excused` is the platform's word for those, None where it has none."""
    by_student = _by_student(results)
    without: list[str] = []
    seen: dict[str, ReadSubmission] = {}
    for row in rows:
        name = sheet.value(row, key).strip()
        one = by_student.get(name.casefold())
        if one is None:
            without += [name] if name else []
            continue
        if name.casefold() in seen:
            raise UsageError("the sheet has two rows of {name}: whose is the grade?", name=name)
        seen[name.casefold()] = one
        grade = excused if one.excused else _scaled(one, maximum)
        if grade is not None:
            sheet.put(row, column, grade)
            if feedback is not None:
                sheet.put(row, feedback, harmless(_feedback(one, translate)))
    left = tuple(one.student for name, one in by_student.items() if name not in seen)
    empty = [one for one in seen.values() if one.final is None and not (one.excused and excused)]
    lost = tuple(one.student for one in empty if one.mark is None)
    unmarked = tuple(one.student for one in empty if one.mark is not None)
    highest = {one.final_max for one in seen.values() if one.final is not None and one.final_max} - {maximum}
    scale = (max(highest), maximum) if highest and maximum else None
    return Filled(sheet.data(), len(seen) - len(empty), tuple(without), left, lost, unmarked, scale=scale)


def _by_student(results: ReadResults) -> dict[str, ReadSubmission]:
    """Return submissions by the names that sheets are searched for: platforms change capitals."""
    found: dict[str, ReadSubmission] = {}
    for one in results.submissions:
        if (other := found.setdefault(one.student.strip().casefold(), one)) is not one:
            text = "the submissions {name} and {other} differ in capitals or spaces alone: which is which in the sheet?"
            raise UsageError(text, name=other.student, other=one.student)
    return found


def _scaled(one: ReadSubmission, maximum: float) -> str | None:
    if one.final is None:
        return None
    points = one.final * maximum / one.final_max if maximum and one.final_max else one.final
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _feedback(one: ReadSubmission, translate: Translate) -> str:
    """Return the feedback as HTML, for which Moodle takes it: a learner's words may hold `<`."""
    lines = [sentence(step.render(translate)) for step in one.mark.steps] if one.mark else []
    lines += [f"{verdict.exercise}: {verdict.points:g}/{verdict.max_points:g} {verdict.message}" for verdict in one.exercises]
    return "<br>\n".join(html.escape(line.rstrip(), quote=False).replace("\n", "<br>\n") for line in lines)


def _heads(sheet: Sheet, row: int) -> list[str]:
    return [sheet.value(row, column).strip() for column in range(len(sheet.rows[row]))]


def _column(heads: list[str], name: str, option: str) -> int:
    found = [place for place, head in enumerate(heads) if head.casefold() == name.casefold()]
    return _only(found, name, heads, option)


def _assignment(heads: list[str], name: str) -> int:
    found = [place for place, head in enumerate(heads) if name in (head, head.rpartition(" (")[0]) or head.endswith(f"({name})")]
    return _only(found, name, heads, "--column")


def _only(found: list[int], name: str, heads: list[str], option: str) -> int:
    if len(found) != 1:
        text = "the sheet has no column '{name}', or several. It has: {names}. Say with {option} which one it is."
        raise UsageError(text, name=name, names=", ".join(heads), option=option)
    return found[0]


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0
