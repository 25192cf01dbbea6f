"""`grader gradebook` and the commands that show its marks: a term from its file to the platforms, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from grader.commands import book as books
from grader.results.reading import ReadCriterion, ReadResults, ReadSubmission, ReadVerdict
from grader.words.verdict import Status

EXERCISES = ("01_letters/first_letter", "01_letters/last_letter")
TERM = """
name = "Letters"
free_days = 1
[late]
percent_per_day = 10
[[assignments]]
name = "week1"
exercises = ["first_letter", "last_letter"]
due = 2026-03-02T12:00:00Z
[[assignments]]
name = "week2"
exercises = ["last_letter"]
due = 2099-03-02T12:00:00Z
late = { closes_after_days = 7 }
"""
TIMES = {"alice": "2026-03-02T11:00:00Z", "bob": "2026-03-04T11:00:00Z"}
SECRET = "got a, for the word abacus"
Run = Callable[..., tuple[int, str, str]]


def verdict(exercise: str, points: float, status: Status = Status.FAILED) -> ReadVerdict:
    criterion = ReadCriterion("letter", "The letter", points == 10.0, points, 10.0, SECRET, "look again")
    return ReadVerdict(exercise, status, points, 10.0, 0.1, "no", (criterion,))


def write_results(folder: Path, **points: float | None) -> None:
    """Write results of students with these points of 20; None: the grader failed."""
    submissions = []
    for student, first in points.items():
        status = Status.GRADER_ERROR if first is None else Status.FAILED
        verdicts = (verdict(EXERCISES[0], (first or 10.0) - 10, status), verdict(EXERCISES[1], 10.0, Status.PASSED))
        submissions.append(ReadSubmission(student, first or 0.0, 20.0, verdicts))
    folder.mkdir(exist_ok=True)
    data = msgspec.json.encode(ReadResults(1, "miniature", 7, "cpu", "sandbox", tuple(submissions)))
    (folder / "results.json").write_bytes(data)


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """No gradebook from outside, and a teacher with a name."""
    monkeypatch.delenv("GRADER_BOOK", raising=False)
    monkeypatch.setenv("LOGNAME", "teacher")


@pytest.fixture
def term(course: Path, run: Run) -> Iterator[Path]:
    """A term, a roster and a run of week1 in the gradebook: alice in time, bob two days late, the grader failed on carl."""
    (course / "term.toml").write_text(TERM)
    (course / "roster.csv").write_text("student,name\nalice,Alice Liddell\nbob,Bob\ncarl,Carl\ndora,Dora\n")
    (course / "subs").mkdir()
    collected = [{"student": name, "submitted_at": time, "origin": "", "files": []} for name, time in TIMES.items()]
    (course / "subs" / "collected.json").write_text(json.dumps({"schema": 1, "submissions": collected}))
    write_results(course / "results", alice=18.0, bob=15.0, carl=None)
    assert run("gradebook", "apply", "term.toml")[0] == 0
    assert run("gradebook", "roster", "roster.csv")[0] == 0
    assert record(run)[0] == 1
    yield course


def record(run: Run, *more: object) -> tuple[int, str, str]:
    return run("gradebook", "record", "results", "--assignment", "week1", "--submissions", "subs", *more)


def marks(run: Run, course: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the marks that `csv` writes."""
    assert run("gradebook", "csv", "marks.csv")[0] == 0
    lines = csv.DictReader(io.StringIO((course / "marks.csv").read_text(encoding="utf-8"), newline=""))
    return {(line["student"], line["assignment"]): line for line in lines}


def test_a_term_is_applied_and_applied_again(course: Path, run: Run) -> None:
    """The file may be anywhere, exercises are checked against the course; nothing new is said to be so."""
    (course / "term.toml").write_text(TERM)
    code, out, _ = run("gradebook", "apply", "term.toml")
    assert code == 0 and out.startswith("Letters: assignments: 2; the gradebook: gradebook.db\n  week1  2026-03-0")
    assert run("gradebook", "apply", "term.toml")[1] == "term.toml is what holds already\n"
    (course / "term.toml").write_text(TERM.replace('"first_letter", ', '"frist_letter", '))
    code, _, err = run("gradebook", "apply", "term.toml")
    assert code == 2 and "frist_letter" in err


def test_another_policy_changes_marks_and_is_kept(term: Path, run: Run) -> None:
    """Each changed mark is told; what was graded of an assignment that is gone is kept and said."""
    (term / "term.toml").write_text(TERM.replace("percent_per_day = 10", "percent_per_day = 20"))
    assert "  bob, week1: 13.5 → 12\n" in run("gradebook", "apply", "term.toml")[1]
    (term / "term.toml").write_text(TERM.replace('"week1"', '"first week"'))
    code, _, err = run("gradebook", "apply", "term.toml")
    assert code == 0 and "its gradings are kept: week1" in err
    (term / "term.toml").write_text(TERM)
    run("gradebook", "apply", "term.toml")
    assert marks(run, term)["bob", "week1"]["mark"] == "13.5"
    assert run("gradebook", "history", "bob")[1].count("was applied; new or changed: ") == 4


def test_a_run_is_recorded_once_and_a_grader_error_never(term: Path, run: Run) -> None:
    """Whom the grader failed on keeps what was there; a regrade that changes a mark says so."""
    code, out, err = record(run)
    assert code == 1 and out == "week1: gradings recorded: 0; there already: 2\n"
    assert err == "the grader itself failed on them, so nothing is recorded: carl. Grade again, then record again.\n"
    write_results(term / "results", alice=None, bob=16.0, carl=11.0, stranger=10.0)
    code, out, err = run("gradebook", "record", "results", "--assignment", "week1")  # bob's time is that of before
    assert code == 1 and out == "week1: gradings recorded: 3; there already: 0\n  bob, week1: 13.5 → 14.4\n"
    assert "they are not late: carl, stranger" in err and "not in the roster, and recorded: stranger" in err
    found = marks(run, term)
    expected = {"alice": "18", "bob": "14.4", "carl": "11", "dora": "", "stranger": "10"}
    assert {name: found[name, "week1"]["mark"] for name in expected} == expected


def test_a_time_that_is_carried_over_is_said(term: Path, run: Run) -> None:
    """Of whom it matters: other verdicts may be of a later submission. Recorded again, or with its times, nothing is said."""
    text = "other verdicts than before, and the time of the submission recorded before: "
    assert text not in record(run)[2]
    write_results(term / "results", alice=18.0, bob=16.0, carl=11.0)
    plain = ("gradebook", "record", "results", "--assignment", "week1")
    err = run(*plain)[2]
    assert f"{text}bob. If they handed in again since" in err and "alice" not in err
    assert text not in run(*plain)[2]
    assert text not in record(run)[2]


def test_a_run_that_can_not_be_recorded(term: Path, run: Run) -> None:
    """Of an unknown assignment, without the times that were asked for, without an exercise, without results."""
    code, _, err = run("gradebook", "record", "results", "--assignment", "week3")
    assert code == 2 and "no assignment week3. It has: week" in err
    code, _, err = run("gradebook", "record", "results", "--assignment", "week1", "--submissions", ".")
    assert code == 2 and "`grader collect` writes it" in err
    assert "there is no nothing" in run("gradebook", "record", "nothing", "--assignment", "week1")[2]
    (term / "subs" / "collected.json").write_text("{}")
    assert record(run)[0] == 2


def test_decisions_change_marks_and_are_withdrawn(term: Path, run: Run) -> None:
    """Each says what it changes; the names of the roster do; the history keeps all, with who and when."""
    decide = ("gradebook",)
    code, out, _ = run(*decide, "extend", "bob", "week1", "--days", 2, "--comment", "ill")
    assert (code, out) == (0, "decision 1, about bob, is in the gradebook\n  bob, week1: 13.5 → 15\n")
    assert run(*decide, "adjust", "Alice Liddell", "week1", "-2.5", "--comment", "copied")[1].endswith("week1: 18 → 15.5\n")
    assert run(*decide, "adjust", "alice", "week1", "+1", "--comment", "neat")[1].endswith("week1: 15.5 → 16.5\n")
    assert run(*decide, "excuse", "dora", "week1", "--comment", "came late")[1].endswith("dora, week1: – → excused\n")
    assert run(*decide, "withdraw", 1, "--comment", "was not ill")[1].endswith("bob, week1: 15 → 13.5\n")
    assert run(*decide, "grant", "bob", 1, "--comment", "kind")[1].endswith("bob, week1: 13.5 → 15\n")
    until = run(*decide, "extend", "bob", "week2", "--until", "2099-03-05 12:00 Europe/Berlin", "--comment", "ill")
    assert until == (0, "decision 7, about bob, is in the gradebook\n", "")
    out = run("gradebook", "history", "bob")[1]
    assert "  teacher  decision 1: week1 is extended, days: 2. ill  (withdrawn)\n" in out
    assert "decision 5: decision 1 holds no longer. was not ill\n" in out and "alice" not in out and "neat" not in out
    out = run("gradebook", "show", "--student", "alice")[1]
    assert "week1: 16.5\n  18 of 20 points earned\n  handed in 2026-03-02 " in out and "+1 points. neat" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extend", "bob", "week1", "--comment", "x"), "either --until TIME or --days"),
        (("extend", "bob", "week1", "--days", "1", "--until", "2026-03-05 12:00Z", "--comment", "x"), "either --until"),
        (("extend", "bob", "week1", "--until", "2026-03-05 12:00", "--comment", "x"), "has no zone"),
        (("excuse", "bop", "week1", "--comment", "x"), "no student bop. It has: bob"),
        (("excuse", "bob", "wek1", "--comment", "x"), "no assignment wek1. It has: week1"),
        (("excuse", "bob", "week1"), "--comment"),
        (("adjust", "bob", "week1", "inf", "--comment", "x"), "no points that a mark can have"),
        (("withdraw", "9", "--comment", "x"), "there is no decision 9"),
        (("grant", "bob", "0", "--comment", "x"), "DAYS"),
    ],
)
def test_decisions_that_are_refused(term: Path, run: Run, arguments: tuple[str, ...], words: str) -> None:
    """And nothing is in the gradebook for them."""
    before = run("gradebook", "history", "bob")
    code, out, err = run("gradebook", *arguments)
    assert (code, out) == (2, "") and words in err
    assert run("gradebook", "history", "bob") == before


def test_marks_are_shown(term: Path, run: Run) -> None:
    """All in a glance; one assignment's in detail; in Chinese columns stand below their heads."""
    out = run("gradebook", "show")[1]
    assert [line.split() for line in out.splitlines()] == [
        ["student", "name", "week1", "week2", "total"], ["alice", "Alice", "Liddell", "18", "–", "18/20"],
        ["bob", "Bob", "13.5", "–", "13.5/20"], ["carl", "Carl", "–", "–", "–"], ["dora", "Dora", "–", "–", "–"],
    ]  # fmt: skip
    lines = run("gradebook", "show", "--assignment", "week1", "--lang", "zh")[1].splitlines()
    assert lines[0].split() == ["学生", "作业", "得分", "迟交天数", "扣分", "调整", "成绩"]
    assert lines[2].split() == ["bob", "week1", "15/20", "2", "1.5", "13.5"]
    assert len({cell_len(line) for line in lines}) == 1
    assert "no assignment week9" in run("gradebook", "show", "--assignment", "week9")[2]


def test_hostile_names_do_nothing(term: Path, run: Run) -> None:
    """A student's name moves no cursor and is no formula."""
    write_results(term / "results", **{"=1+1\x1b[2J\u202e": 12.0})
    assert record(run)[0] == 0
    for arguments in (("show",), ("show", "--assignment", "week1"), ("history", "=1+1\x1b[2J\u202e")):
        code, out, _ = run("gradebook", *arguments)
        assert code == 0 and "\x1b[2J" not in out and "\u202e" not in out
    assert any(name.startswith("'=1+1") for name, _ in marks(run, term))


def test_the_roster_may_shrink(term: Path, run: Run) -> None:
    """Bad rosters change nothing; who is gone is said and kept."""
    wrong = {"student\nbob\nBOB\n": "twice", "student,name\n,Bob\n": "row 2", "name\nbob\n": "no column `student`"}
    for text, words in wrong.items():
        (term / "roster.csv").write_text(text)
        code, _, err = run("gradebook", "roster", "roster.csv")
        assert code == 2 and words in err
    (term / "roster.csv").write_text("student\nalice\n")
    code, out, err = run("gradebook", "roster", "roster.csv")
    assert (code, out) == (0, "students: 1; new or changed: 1\n") and "what was graded is kept: bob, carl, dora" in err
    assert marks(run, term)["bob", "week1"]["mark"] == "13.5"


def test_the_book_is_named_by_option_or_environment(term: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is none begins none."""
    code, _, err = run("gradebook", "show", "--book", "other.db")
    assert code == 2 and "there is no gradebook other.db" in err and not (term / "other.db").exists()
    (term / "gradebook.db").rename(term / "other.db")
    monkeypatch.setenv("GRADER_BOOK", "other.db")
    assert run("gradebook", "show")[0] == 0


def test_without_its_library_the_gradebook_says_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the rest of the program does not need it."""
    monkeypatch.setitem(sys.modules, "grader.results.gradebook.book", None)
    code, _, err = run("gradebook", "show")
    assert code == 2 and err.endswith("-m pip install -e .\n")
    program = "import sys, grader.commands.main; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_an_account_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in many containers: its number stands for it."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 4_000_000)
    assert books.login() == "4000000"


def page(folder: Path, student: str) -> str:
    (found,) = (folder / "results" / "report" / "feedback").glob(f"{student}-*.html")
    return found.read_text(encoding="utf-8")


def test_pages_show_the_mark_and_how_it_came_about(term: Path, run: Run) -> None:
    """With every step; results that are not recorded are said; without the gradebook pages are as before."""
    run("gradebook", "adjust", "bob", "week1", "+0.5", "--comment", "<b>neat</b>")
    assert run("report", "results", "--assignment", "week1")[0] == 0
    text = page(term, "bob")
    assert "week1: your mark is 14 of 20" in text and "+0.5 points. &lt;b&gt;neat&lt;/b&gt;" in text
    assert "Late: −1.5 points (10 % of the points earned a day, days: 1)" in text
    assert "week1: no mark yet" in page(term, "carl") and "Nothing is recorded" in page(term, "carl")
    write_results(term / "results", alice=20.0, bob=15.0)
    code, _, err = run("report", "results", "--assignment", "week1", "--lang", "zh")
    assert code == 0 and err.startswith("以下学生在成绩册中的记录与这份结果不一致：alice")
    assert "week1: 你的成绩是 18，满分 20" in page(term, "alice")
    assert run("report", "results")[0] == 0 and "your mark" not in page(term, "bob")


def test_cases_are_revealed_by_the_own_deadline(term: Path, run: Run) -> None:
    """To bob, who has time until 2099, titles and hints alone."""
    run("gradebook", "extend", "bob", "week1", "--until", "2099-01-01 12:00Z", "--comment", "ill")
    for chosen in (("--reveal", "auto"), ()):
        code, said, _ = run("report", "results", "--assignment", "week1", *chosen, "--lang", "en")
        assert code == 0 and "kept back from 1 students" in said
    assert SECRET in page(term, "alice") and SECRET not in page(term, "bob") and "look again" in page(term, "bob")
    assert run("report", "results", "--assignment", "week1", "--reveal", "hints")[0] == 0
    assert SECRET not in page(term, "alice")
    for arguments in (("--reveal", "auto"), ("--book", "gradebook.db")):
        code, _, err = run("report", "results", *arguments)
        assert code == 2 and "which assignment is it? --assignment" in err


def test_exports_give_the_mark(term: Path, run: Run) -> None:
    """After lateness and decisions, of those who handed in nothing as well; the excused are EX in Canvas."""
    run("gradebook", "excuse", "dora", "week1", "--comment", "x")
    book = ("export", "results", "--book", "gradebook.db", "--assignment", "week1", "--format")
    head = "Student,ID,SIS Login ID,Section,Letters (7)\n    Points Possible,,,,10\n"
    (term / "canvas.csv").write_text(f"{head}A,1,alice,x,\nB,2,bob,x,\nC,3,carl,x,1\nD,4,dora,x,\n")
    code, out, err = run(*book, "canvas", "--sheet", "canvas.csv", "--column", "7")
    assert out == f"{head}A,1,alice,x,9\nB,2,bob,x,6.75\nC,3,carl,x,1\nD,4,dora,x,EX\n"
    assert code == 0 and err == (
        "3 grades are filled in\nmarks are out of 20 here and out of 10 in the sheet: each is written as the same share of 10\n"
        "without a mark to write here, left as they were: carl\n"
    )
    code, out, _ = run(*book, "csv")
    lines = {line["student"]: line for line in csv.DictReader(io.StringIO(out, newline=""))}
    assert code == 1  # of carl
    assert [(lines[name]["mark"], lines[name]["excused"]) for name in lines] == [("18", ""), ("13.5", ""), ("", ""), ("", "yes")]
    assert [lines["dora"][name] for name in ("points", "max_points", "percent")] == ["", "", ""]
    assert (lines["bob"]["points"], lines["bob"][EXERCISES[0]]) == ("15", "5")
    code, out, _ = run(*book, "gradescope", "--student", "bob")
    document = json.loads(out)
    assert (code, document["score"]) == (0, 13.5) and document["output"].startswith("15 of 20 points earned.\nHanded in ")
    for student in ("carl", "dora"):
        code, out, err = run(*book, "gradescope", "--student", student)
        assert (code, out) == (2, "") and student in err


def test_moodle_has_no_word_for_the_excused(term: Path, run: Run) -> None:
    """Their rows stay; the feedback of the others says how the mark came about."""
    run("gradebook", "excuse", "alice", "week1", "--comment", "x")
    sheet = "Identifier,Email address,Grade,Maximum grade,Feedback comments\n1,alice,,100,\n2,bob,,100,\n"
    (term / "moodle.csv").write_text(sheet)
    code, out, err = run("export", "results", "--book", "gradebook.db", "--assignment", "week1", "--format", "moodle",
                         "--sheet", "moodle.csv", "--lang", "zh")  # fmt: skip
    alice, bob = csv.DictReader(io.StringIO(out, newline=""))
    assert (alice["Grade"], alice["Feedback comments"]) == ("", "") and bob["Grade"] == "67.5"
    assert bob["Feedback comments"].startswith("20 分中得 15 分。<br>\n提交于 ")
    assert "保持原样：alice" in err


def test_a_sheet_in_another_language(term: Path, run: Run) -> None:
    """Each column that is called otherwise is asked for by its option; feedback that has no place is said."""
    (term / "moodle.csv").write_text("ID,E-Mail-Adresse,Bewertung,Bestwertung,Feedback als Kommentar\n1,bob,,100,\n")
    command = ["export", "results", "--format", "moodle", "--sheet", "moodle.csv"]
    for column, option in {"Bewertung": "--grade-column", "Bestwertung": "--maximum-column", "E-Mail-Adresse": "--match"}.items():
        code, out, err = run(*command)
        assert code == 2 and f"Say with {option} which one it is" in err and out == ""
        command += [option, column]
    _, out, err = run(*command)
    assert "bob,75,100," in out and "no feedback is written, for the sheet has no column 'Feedback comments'" in err
    _, out, err = run(*command, "--feedback-column", "feedback als kommentar")
    assert "01_letters/first_letter: 5/10" in out and "no feedback" not in err


def test_a_roster_that_is_none_changes_nothing(term: Path, run: Run) -> None:
    """Somebody twice, or without an id: the class is the one of before."""
    before = marks(run, term)
    wrong = {"student\nann\nANN\n": "twice: ANN, ann", "student,name\nann,Ann\n,Bob\n": "row 3", "x\ny\n": "no column"}
    for text, reason in wrong.items():
        (term / "roster.csv").write_text(text)
        code, _, err = run("gradebook", "roster", "roster.csv")
        assert code == 2 and reason in err
    assert marks(run, term) == before


def test_formats_that_hold_no_mark(term: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for, they are refused; where only the environment names a gradebook they are as before."""
    code, _, err = run("export", "results", "--format", "junit", "--book", "gradebook.db", "--assignment", "week1")
    assert code == 2 and "leave out --book" in err
    code, _, err = run("export", "results", "--format", "csv", "--book", "gradebook.db")
    assert code == 2 and "which assignment is it? --assignment" in err
    for kind in ("csv", "moodle", "gradescope"):
        code, out, err = run("export", "results", "--format", kind, "--assignment", "week1")
        assert code == 2 and not out and "which gradebook is it? --book" in err
    before = run("export", "results", "--format", "junit")
    monkeypatch.setenv("GRADER_BOOK", "gradebook.db")
    assert run("export", "results", "--format", "junit") == before
    assert "mark" not in run("export", "results", "--format", "csv")[1].splitlines()[0].split(",")
    assert "mark" in run("export", "results", "--format", "csv", "--assignment", "week1")[1].splitlines()[0].split(",")
    code, _, err = run("export", "results", "--format", "junit", "--assignment", "week1")
    assert code == 2 and "leave out --book and --assignment" in err


def test_times_from_a_file(term: Path, run: Run) -> None:
    """They hold before those of collecting; whom they don't name keeps the time of before, and both is said."""
    (term / "times.csv").write_text("student,time\nAlice Liddell,2026-03-03T11:00Z\nnobody,2026-03-03T11:00Z\n")
    assert marks(run, term)["alice", "week1"]["mark"] == "18"
    code, out, err = record(run, "--times", "times.csv")
    assert code == 1 and "gradings recorded: 1; there already: 1\n" in out
    assert "times in times.csv of students who are not known: nobody" in err
    assert marks(run, term)["alice", "week1"]["mark"] == "18"  # a day late, and a free day
    assert run("gradebook", "show", "--student", "alice", "--assignment", "week1")[1].count("free late days used: 1") == 1
    collected = [{"student": name, "submitted_at": None, "origin": "", "files": []} for name in TIMES]
    (term / "subs" / "collected.json").write_text(json.dumps({"schema": 1, "submissions": collected}))
    code, out, err = record(run)
    assert "recorded: 0" in out and "the time that was recorded before is taken: alice, bob. `--times FILE`" in err
    (term / "times.csv").write_text("student,time\nbob,2026-03-02 11:00\n")
    code, out, err = record(run, "--times", "times.csv")
    assert "times.csv: times without a zone are taken in this machine's zone, such as 2026-03-02 11:00" in out
    assert "taken: alice. " in err
    assert run("gradebook", "record", "results", "--assignment", "week1", "--times", "none.csv")[0] == 2
