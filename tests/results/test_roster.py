"""A roster says who is meant by whatever a platform, a browser or a student calls somebody, or that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.results.roster import Roster, Student, read_roster
from grader.words.errors import UsageError

ANN = Student("ann", "Ann Mary O'Brien", "a.obrien@school.org", aliases=("77",))
ZHANG = Student("20230001", "张三")
WANG = Student("20230002", "王小明", "wang@school.org")
CLASS = Roster((ANN, ZHANG, WANG, Student("jean", "Jean-Luc Müller"), Student("li1", "Li Wei"), Student("li2", "Wei Li")))


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text, student",
    [
        ("ann", ANN), (" ANN ", ANN), ("77", ANN), ("a.obrien@school.org", ANN), ("A.Obrien", ANN), ("Ann Mary O'Brien", ANN),
        ("O'Brien, Ann Mary", ANN), ("obrienannmary", ANN), ("ann mary o’brien", ANN), ("Ann Mary O'Brien_hw3", ANN),
        ("20230001", ZHANG), ("张三", ZHANG), ("三 张", ZHANG), ("20230001-张三", ZHANG), ("20230001张三", ZHANG),
        ("实验三_张三", ZHANG), ("【张三】", ZHANG), ("小明 王", WANG), ("wang@school.org", WANG), ("2023001张三", ZHANG),
        ("ann_hw3", ANN), ("ann (2)", ANN), ("ann Ann Mary O'Brien", ANN),
    ],
)  # fmt: skip
def test_who_is_meant(text: str, student: Student) -> None:
    """Ids, addresses, aliases, names in either order and joined, Chinese names, an id and a name in one."""
    assert CLASS.find(text) == student


@pytest.mark.parametrize(
    "text",
    ["", "  ", "O'Brien", "Mary", "Ann Smith", "ann_smith", "ann_李四",
     "三", "20230001 王小明", "20230001-王小明", "nobody", "hw3_2023"],
)  # fmt: skip
def test_who_is_not_said(text: str) -> None:
    """Half a name, or an id and a name of two students, name nobody: a wrong placing is worse than a question."""
    assert CLASS.find(text) is None


def test_an_exact_name_comes_before_a_turned_one() -> None:
    """Two students whose names are each other's, turned, are told apart; joined spellings still say which."""
    assert (CLASS.find("Li Wei"), CLASS.find("Wei Li")) == (CLASS.students[4], CLASS.students[5])
    twins = Roster((Student("a", "Ann Lee"), Student("b", "ann LEE")))
    assert twins.find("Ann Lee") is None and len(twins.candidates("Ann Lee")) == 2


def test_accents_in_either_encoding(tmp_path: Path) -> None:
    """macOS takes accents apart in the names of files."""
    found = CLASS.find("Jean-Luc Mu\N{COMBINING DIAERESIS}ller")
    assert found is not None and found.student == "jean"


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    """Columns in any order, case and either separator; what is not known is another name; empty rows don't count."""
    text = "\ufeffName;Login;E-Mail;Section;GitHub\nAnn A;ann;a@x.org;b1;anna99\n;;;;\nBob B;bob;;;\n"
    roster = read_roster(write(tmp_path, text))
    assert roster.students == (Student("ann", "Ann A", "a@x.org", "b1", ("anna99",)), Student("bob", "Bob B"))
    found = roster.find("anna99")
    assert found is not None and found.student == "ann"


def test_canvas_own_sheet(tmp_path: Path) -> None:
    """`Student` is the full name there; maxima, posting policy and the test student are nobody; grades are no aliases."""
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 3 (7),Final Score\n,,,,,Manual Posting,\n"
        '    Points Possible,,,,,10,(read only)\n"Smith, Ann",101,S1,asmith,b1,8,80\n"Student, Test",999,,feed,b1,,\n'
    )
    roster = read_roster(write(tmp_path, text))
    assert roster.students == (Student("asmith", "Smith, Ann", "", "b1", ("101", "S1")),)
    assert roster.find("smithann") == roster.find("Ann Smith") == roster.by_number("101")[0] == roster.students[0]
    assert roster.find("S1") and not roster.find("8")
    assert not roster.by_number("asmith") and not roster.by_number("S1")


def test_moodles_own_sheet(tmp_path: Path) -> None:
    """The number in `Identifier` is the one in the names of folders; without an id the address names the student."""
    text = "Identifier,Full name,Email address,Status,Grade\nParticipant 1234,Ann Smith,ann@x.org,Submitted,8\n"
    roster = read_roster(write(tmp_path, text))
    assert roster.students == (Student("ann@x.org", "Ann Smith", "ann@x.org", "", ("1234",)),)
    assert roster.by_number("1234") == roster.students and not roster.find("Submitted")


def test_moodles_sheet_with_some_id_numbers(tmp_path: Path) -> None:
    """Who has none is named by the address; who has neither is refused."""
    head = "Identifier,Full name,ID number,Email address,Status,Grade\n"
    text = f"{head}Participant 1,Ann Smith,a1,ann@x.org,,\nParticipant 2,Bob Lee,,bob@x.org,,\n"
    assert [one.student for one in read_roster(write(tmp_path, text)).students] == ["a1", "bob@x.org"]
    with pytest.raises(UsageError, match="row 2 .* has no student id"):
        read_roster(write(tmp_path, f"{head}Participant 1,Ann Smith,,,,\n"))


def test_numbers_in_a_table_of_ones_own(tmp_path: Path) -> None:
    """A platform's number stands in a column that says so; seats, years and ids of the class are no such numbers."""
    text = "student,name,seat,Canvas_ID,moodle id,id\n7,Ann,12,101,501,3\nbob,Bob,13,102,502,4\n"
    roster = read_roster(write(tmp_path, text))
    assert [one.student for number in ("101", "502") for one in roster.by_number(number)] == ["7", "bob"]
    assert not any(roster.by_number(number) for number in ("7", "12", "13", "3", "4"))
    assert roster.find("101") == roster.find("12") == roster.students[0]


def test_a_roster_that_chinese_excel_saved(tmp_path: Path) -> None:
    """GBK where it is Chinese; other bytes are refused rather than guessed."""
    roster = read_roster(write(tmp_path, "学号,姓名,班级\n20230001,张三,一班\n".encode("gbk")))
    assert roster.students == (Student("20230001", "张三", section="一班"),)
    with pytest.raises(UsageError, match="CSV UTF-8"):
        read_roster(write(tmp_path, "student,name\nm1,Müller\n".encode("latin-1")))


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "no column `student`. Its first row is: -"), ("first,last\na,b\n", "no column `student`"),
        ("student,name\n,Ann\n", "row 2 .* has no student id: , Ann"), ("student\nann\n\nANN\n", "twice: ANN, ann"),
        ("student\n\n\n ,\n", None), ("a,b\n\nx,y", "no column"), ("student,name\nann," + "x" * 200_000, "no table"),
    ],
)  # fmt: skip
def test_rosters_that_are_none(tmp_path: Path, text: str, reason: str | None) -> None:
    """Said with the row as a spreadsheet counts it."""
    if reason is None:
        assert read_roster(write(tmp_path, text)).students == ()
        return
    with pytest.raises(UsageError, match=reason):
        read_roster(write(tmp_path, text))


def test_no_file(tmp_path: Path) -> None:
    """A folder or nothing is no roster."""
    for path in (tmp_path, tmp_path / "no.csv"):
        with pytest.raises(UsageError, match="can't be read"):
            read_roster(path)
