"""A whole term by the real commands: sixty students, released, collected, graded, killed, marked, reported on, mended, exported.

Each step is a fixture that goes on from the one before; the tests below it look at what it left.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import junitparser
import pytest

from tests.end_to_end import term_class
from tests.end_to_end.term_class import ABSENT, BY_MAIL, BY_MOODLE, DAY, DUE, FIRST, HOSTILE, MOST, POOL, SIZE

TERM = f"""
name = "Spring"
[late]
percent_per_day = 10
grace_minutes = 15
closes_after_days = 7
[[assignments]]
name = "week1"
exercises = ["first_tensor", "output_size", "max_pool2d"]
due = {DUE.isoformat()}
"""
CHOSEN = [word for name in ("first_tensor", "output_size", "max_pool2d") for word in ("--exercise", name)]
GRADE = ("grade", "class", "--out", "results", "--seed", 5, "--jobs", 1, *CHOSEN)
RECORD = ("gradebook", "record", "results", "--assignment", "week1", "--submissions", "class", "--times", "worksheet.csv")
MARKED = ("--book", "gradebook.db", "--assignment", "week1")
EMPTY = ("s11", "s18")  # a broken zip, an essay: nothing to grade, and so no mark until something is placed
GRADED = 58
KILL_AT = 12  # students' results in the journal
SUITE = f"tests/hidden/{FIRST.replace('/', '/test_')}.py"
STRICT = 'same_entry(said, "shape", tuple(x.shape))'
MENDED = 'expect(list(entry(said, "shape")) == list(x.shape), "the shape")'

pytestmark = pytest.mark.sandbox


@dataclass
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


class Teacher:
    """A teacher at the copied course, who types commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = term_class.copy_course(folder)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in ("GRADER_BOOK", "GITHUB_STEP_SUMMARY")}
        environment |= {"PYTHONPATH": str(self.folder), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "COLUMNS": "120"}
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def types(self, *arguments: object) -> Said:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=600)
        assert "Traceback" not in out + err, err
        return Said(process.returncode, out, err)

    def done(self, *arguments: object) -> Said:
        said = self.types(*arguments)
        assert said.code == 0, (arguments, said)
        return said

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8-sig")

    def results(self, folder: str = "results") -> dict[str, dict[str, Any]]:
        """Return each student's verdicts by exercise, without what differs from run to run."""
        found = {}
        for one in json.loads(self.read(f"{folder}/results.json"))["submissions"]:
            found[one["student"]] = {verdict.pop("exercise"): verdict for verdict in one["exercises"]}
            for verdict in found[one["student"]].values():
                del verdict["seconds"], verdict["output"]
        return found

    def marks(self) -> dict[str, dict[str, str]]:
        """Return the gradebook's lines by student."""
        self.done("gradebook", "csv", "marks.csv")
        return {line["student"]: line for line in csv.DictReader(io.StringIO(self.read("marks.csv")))}


def whole(journal: Path) -> int:
    return journal.read_bytes().count(b'"type":"result"') if journal.exists() else 0


# Release and collect


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Teacher:
    """Has released week 1."""
    teacher = Teacher(tmp_path_factory.mktemp("term") / "course")
    teacher.done("release", "week1", *CHOSEN)
    (teacher.folder / "term.toml").write_text(TERM)
    return teacher


@pytest.fixture(scope="module")
def collected(teacher: Teacher) -> dict[str, Said]:
    """What was handed in, by Moodle and by mail, is in one folder."""
    known = term_class.Known(teacher.folder / "week1")
    term_class.moodle_zip(teacher.folder / "moodle.zip", {student: known.files(student) for student in BY_MOODLE})
    term_class.worksheet(teacher.folder / "worksheet.csv", term_class.times(BY_MOODLE))
    (teacher.folder / "mail").mkdir()
    term_class.mailed(teacher.folder / "mail", {student: known.files(student) for student in BY_MAIL})
    roster = ("--roster", "worksheet.csv")
    return {source: teacher.types("collect", source, "class", *roster) for source in ("moodle.zip", "mail")}


def test_everybody_is_placed_or_named(teacher: Teacher, collected: dict[str, Said]) -> None:
    """A folder for each who handed in an exercise; the stranger, the broken zip, who has nothing else, the absent are said."""
    assert [said.code for said in collected.values()] == [1, 1]
    assert "read as: moodle" in collected["moodle.zip"].out and "read as: folders" in collected["mail"].out
    assert "Eve Nobody (999): nobody in the roster is called so" in collected["moodle.zip"].err
    assert "s11: work.zip: the zip can't be read" in collected["moodle.zip"].err
    assert "s18: no exercise file was found in it; it holds essay.docx" in collected["moodle.zip"].err
    assert "nothing to grade, so no mark yet, of s11, s18. " in collected["moodle.zip"].err
    assert collected["mail"].err.endswith(f"absent, 1 of the roster: {ABSENT}\n"), collected["mail"].err
    folder = teacher.folder / "class"
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("s")) == [
        student for student in BY_MOODLE + BY_MAIL if student not in EMPTY
    ]  # fmt: skip
    found = {path.relative_to(folder / "s02").as_posix() for path in (folder / "s02").rglob("*.py")}
    assert found == {f"{name}.py" for name in MOST}
    assert not list(teacher.folder.rglob("outside.py")) and not list(folder.rglob("avg_pool2d.py"))


# Grade, killed in the middle


@dataclass
class Graded:
    """Results of the run that was killed and went on, and of one that nothing disturbed."""

    at_the_kill: int
    after: Said
    results: dict[str, dict[str, Any]]
    undisturbed: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def graded(teacher: Teacher, collected: dict[str, Said]) -> Graded:
    """SIGKILL, and the same command again."""
    process = teacher.start(*GRADE)
    journal = teacher.folder / "results" / "journal.jsonl"
    deadline = time.monotonic() + 300
    while whole(journal) < KILL_AT and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    at_the_kill = whole(journal)
    after = teacher.done(*GRADE)
    teacher.done(*(word if word != "results" else "undisturbed" for word in GRADE))
    return Graded(at_the_kill, after, teacher.results(), teacher.results("undisturbed"))


def test_a_kill_changes_nothing(graded: Graded) -> None:
    """All results, to the letter those of the run that nothing disturbed."""
    assert KILL_AT <= graded.at_the_kill < GRADED and f"{GRADED} submissions graded" in graded.after.out
    assert len(graded.results) == GRADED
    assert graded.results == graded.undisturbed


def test_each_gets_what_is_due(graded: Graded) -> None:
    """The right full marks, stubs none, mistakes what their names say, cheats no more than anybody who returns nonsense."""
    assert {name: one["points"] for name, one in graded.results["s01"].items()} == MOST
    assert {name: one["points"] for name, one in graded.results["s02"].items()} == MOST
    assert {one["status"] for one in graded.results["s17"].values()} == {"not_started"}
    assert not set(EMPTY) & set(graded.results)
    assert graded.results["s21"][POOL]["points"] == MOST[POOL] - 4
    assert {one["misconception"] for one in graded.results["s21"][POOL]["criteria"]} == {None, "pads-with-zero"}
    assert all(graded.results[name][POOL]["points"] <= 2 for name in HOSTILE)
    assert graded.results["s08"][POOL]["status"] == "crashed"


# The gradebook


@pytest.fixture(scope="module")
def marked(teacher: Teacher, graded: Graded) -> tuple[Said, dict[str, dict[str, str]]]:
    """Term, roster, marks, and the teacher's decisions."""
    teacher.done("gradebook", "apply", "term.toml")
    assert "students: 61" in teacher.done("gradebook", "roster", "worksheet.csv").out
    said = teacher.done(*RECORD)
    teacher.done("gradebook", "extend", "s05", "week1", "--until", "2099-01-01 12:00+08:00", "--comment", "ill")
    teacher.done("gradebook", "excuse", term_class.NAMES["s06"], "week1", "--comment", "came late")
    teacher.done("gradebook", "adjust", "s07@school.org", "week1", "-1.5", "--comment", "talked us through it badly")
    return said, teacher.marks()


EXPECTED = {  # of 29 points: 10 % a day of what was earned
    "s01": "29", "s02": "23.2", "s03": "29", "s04": "0", "s05": "25", "s06": "", "s07": "27.5", "s11": "", "s17": "0",
    "s21": "22.5", ABSENT: "",
}  # fmt: skip


def test_marks_as_computed_by_hand(marked: tuple[Said, dict[str, dict[str, str]]]) -> None:
    """Two days late, within the grace, closed, extended, excused, adjusted, nothing; times are Moodle's or the mail's."""
    said, marks = marked
    assert f"gradings recorded: {GRADED};" in said.out and "such as 2025-03-03 19:59+08:00" in said.out and said.err == ""
    assert {student: marks[student]["mark"] for student in EXPECTED} == EXPECTED
    assert marks["s06"]["status"] == "excused" and marks[ABSENT]["status"] == marks["s11"]["status"] == "none"
    assert marks["s02"]["submitted_at"] == "2025-03-05 11:59+08:00"
    assert {marks[student]["submitted_at"] for student in BY_MAIL} == {"2025-03-03 22:59+08:00"}
    assert marks["s20"]["name"] == "'=HYPERLINK(0) Lee"


# Pages


@pytest.fixture(scope="module")
def reported(teacher: Teacher, marked: object) -> dict[str, str]:
    """The class report, who is alike, and each student's page."""
    teacher.done("report", "results", "--submissions", "class", "--reveal", "auto", *MARKED)
    teacher.done("similar", "class", "--out", "results/report", *CHOSEN)
    return {path.name: path.read_text(encoding="utf-8") for path in (teacher.folder / "results/report").rglob("*.html")}


def page(pages: dict[str, str], student: str) -> str:
    (found,) = (text for name, text in pages.items() if name.startswith(f"{student}-"))
    return found


def test_a_page_for_everyone(reported: dict[str, str]) -> None:
    """Cases for those whose deadline has passed, hints for who has more time; how each mark came about."""
    assert len(reported) == GRADED + 2
    early, late = page(reported, "s05"), page(reported, "s21")
    assert "padding counts as 0" in early and "padding counts as 0" in late
    assert 'class="grid"' in late and 'class="grid"' not in early
    assert "Extended until 2099-01-01 12:00+08:00: ill" in early and "Late: −2.5 points" in late
    assert "padding counts as 0" in reported["index.html"]


def test_who_is_alike(teacher: Teacher, reported: dict[str, str]) -> None:
    """The copiers, whatever they renamed; nobody for handing in what the course itself knows."""
    pairs = list(csv.reader(io.StringIO(teacher.read("results/report/similar.csv"))))[1:]
    assert [(pair[0], *sorted(pair[1:3])) for pair in pairs] == [(SIZE, "s15", "s16")]


# A suite is mended


@dataclass
class Regraded:
    """What each step said; results and marks at the end."""

    shown: Said
    listed: str
    dropped: dict[str, dict[str, Any]]
    applied: Said
    recorded: Said
    marks: dict[str, dict[str, str]]
    history: str


@pytest.fixture(scope="module")
def regraded(teacher: Teacher, reported: object) -> Regraded:
    """A list is as good a shape as a tuple now: seen, dropped, seen again, applied, recorded."""
    suite = teacher.folder / SUITE
    text = suite.read_text(encoding="utf-8")
    assert text.count(STRICT) == 1
    suite.write_text(text.replace(STRICT, MENDED), encoding="utf-8")
    shown = teacher.done("regrade", "class", "--out", "results")
    listed = teacher.read("results/regrade.csv")
    teacher.done("regrade", "class", "--out", "results", "--drop")
    dropped = teacher.results()
    teacher.done("regrade", "class", "--out", "results")
    applied = teacher.done("regrade", "class", "--out", "results", "--apply")
    recorded = teacher.done(*RECORD)
    return Regraded(shown, listed, dropped, applied, recorded, teacher.marks(), teacher.done("gradebook", "history", "s20").out)


def test_a_mended_suite_changes_what_it_should(teacher: Teacher, graded: Graded, marked: Any, regraded: Regraded) -> None:
    """Those who wrote a list gain a point, after --apply and not before; the history has both gradings."""
    lists = {student for student, one in graded.results.items() if "shape-as-list" in str(one[FIRST])}
    assert len(lists) > 5
    changes = {line["student"]: line for line in csv.DictReader(io.StringIO(regraded.listed)) if line["student"] in lists}
    assert len(changes) == len(lists) and f"{len(lists)} are worth more, 0 less" in regraded.shown.out
    assert regraded.dropped == graded.results
    before, after = marked[1], regraded.marks
    gained = {student for student in after if after[student]["mark"] != before[student]["mark"]}
    assert gained == lists
    assert all(float(after[student]["mark"]) == float(before[student]["mark"]) + 1 for student in lists)
    assert f"gradings recorded: {len(lists)}; there already: {GRADED - len(lists)}" in regraded.recorded.out
    assert regraded.history.count("points; handed in 2025-03-03 19:59+08:00") == 2


# Late resubmissions


@pytest.fixture(scope="module")
def resubmitted(teacher: Teacher, regraded: Regraded) -> tuple[list[Said], dict[str, dict[str, str]]]:
    """s17 hands in answers three days late; Moodle's zip holds everybody again."""
    known = term_class.Known(teacher.folder / "week1")
    handed_in = {student: known.files(student) for student in BY_MOODLE}
    handed_in["s17"] = known.files("s01")
    term_class.moodle_zip(teacher.folder / "moodle.zip", handed_in)
    term_class.worksheet(teacher.folder / "worksheet.csv", {**term_class.times(BY_MOODLE), "s17": DUE + 3 * DAY})
    collect = teacher.types("collect", "moodle.zip", "class", "--roster", "worksheet.csv")
    return [collect, teacher.done(*GRADE), teacher.done(*RECORD)], teacher.marks()


def test_late_resubmissions(teacher: Teacher, regraded: Regraded, resubmitted: Any) -> None:
    """The older files are kept, the new mark is that of three days late, everybody else's stays."""
    (collect, _, record), marks = resubmitted
    assert collect.code == 1 and "0 new, 1 changed, 37 unchanged" in collect.out
    earlier = [path.name for path in (teacher.folder / "class" / ".earlier" / "s17").rglob("*.py")]
    assert sorted(earlier) == ["first_tensor.py", "max_pool2d.py", "output_size.py"]
    assert f"gradings recorded: 1; there already: {GRADED - 1}" in record.out and "s17, week1: 0 → 20.3" in record.out
    assert {**marks, "s17": None} == {**regraded.marks, "s17": None}


# Export


def test_tables(teacher: Teacher, resubmitted: Any) -> None:
    """A CSV file has each mark; Canvas's sheet changes in one column alone; Moodle's has grades of its maximum, and feedback."""
    marks = resubmitted[1]
    teacher.done("export", "results", "--format", "csv", "--out", "out.csv", *MARKED)
    lines = {line["student"]: line for line in csv.DictReader(io.StringIO(teacher.read("out.csv")))}
    assert {name: line["mark"] for name, line in lines.items()} == {name: marks[name]["mark"] for name in lines}
    assert lines["s06"]["excused"] == "yes" and len(lines) == GRADED
    term_class.canvas_sheet(teacher.folder / "canvas.csv")
    given = ("--sheet", "canvas.csv", "--column", "Week 1 (123)", *MARKED)
    said = teacher.done("export", "results", "--format", "canvas", "--out", "canvas_out.csv", *given)
    assert f"{GRADED} grades are filled in" in said.err
    before, after = (list(csv.reader(io.StringIO(teacher.read(name)))) for name in ("canvas.csv", "canvas_out.csv"))
    assert [[*row[:4], *row[5:]] for row in before] == [[*row[:4], *row[5:]] for row in after]
    grades = {row[2]: row[4] for row in after[2:]}
    assert grades == {name: "EX" if name == "s06" else one["mark"] for name, one in marks.items()}
    given = ("--sheet", "worksheet.csv", "--match", "Username", *MARKED)
    said = teacher.done("export", "results", "--format", "moodle", "--out", "moodle_out.csv", *given)
    rows = {row["Username"]: row for row in csv.DictReader(io.StringIO(teacher.read("moodle_out.csv")))}
    assert "s06" in said.err and rows["s06"]["Grade"] == rows[ABSENT]["Grade"] == ""
    assert (rows["s01"]["Grade"], rows["s02"]["Grade"], rows["s17"]["Grade"]) == ("58", "46.4", "40.6")
    assert "days late: 2" in rows["s02"]["Feedback comments"] and rows["s20"]["Full name"] == "=HYPERLINK(0) Lee"


def test_platforms_of_one_submission(teacher: Teacher, resubmitted: object) -> None:
    """Gradescope has the mark, Classroom 50 the points of each criterion, both with every criterion's maximum."""
    teacher.done("export", "results", "--format", "gradescope", "--student", "s02", "--out", "g.json", *MARKED)
    found = json.loads(teacher.read("g.json"))
    assert found["score"] == 23.2 and sum(test["max_score"] for test in found["tests"]) == 29
    assert {test["status"] for test in found["tests"]} == {"passed"}
    teacher.done("export", "results", "--format", "classroom50", "--student", "s21", "--out", "c.json")
    found = json.loads(teacher.read("c.json"))
    assert (found["schema"], found["score"], found["max-score"]) == ("classroom50/result/v1", 25, 29)
    assert sum(test["score"] for test in found["tests"]) == 25 and sum(test["max-score"] for test in found["tests"]) == 29


def test_continuous_integration(teacher: Teacher, resubmitted: object) -> None:
    """JUnit as a parser of its own reads it; GitHub's commands, each on a line and none by a learner; the class's table."""
    teacher.done("export", "results", "--format", "junit", "--out", "junit.xml")
    suites = list(junitparser.JUnitXml.fromfile(str(teacher.folder / "junit.xml")))
    assert len(suites) == GRADED
    (one,) = (suite for suite in suites if suite.name == "s21")
    assert (one.failures, one.errors) == (3, 0)
    said = teacher.done("export", "results", "--format", "github", "--student", "s21", "--out", "one.md")
    commands = re.findall(r"^::(\w+) (?:file=([^,:]+),)?title=([^,:]+)::(.+)$", said.out, re.MULTILINE)
    assert [command[:3] for command in commands] == [("error", f"exercises/{POOL}.py", POOL)], said.out
    teacher.done("export", "results", "--format", "github", "--out", "class.md")
    rows = [line for line in teacher.read("class.md").splitlines() if line.startswith("| s")]
    assert "| s01 | 29/29 | 3/3 |" in rows and "| s21 | 25/29 | 2/3 |" in rows
    assert len([row for row in rows if re.match(r"\| s\d\d ", row)]) == GRADED
