"""`grader collect`: what it says and how it ends; hostile names reach neither the terminal nor a place outside DEST."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.results.collecting.making import folder, zipped

FIRST = "01_letters/first_letter"


def test_hostile_names(run, tmp_path: Path) -> None:
    """Nothing outside DEST, nothing on the terminal that moves the cursor, five students in five folders."""
    source, dest = tmp_path / "class.zip", tmp_path / "dest"
    contents = {"../../evil": "", "CON": "c", "Ann": "1", "ann": "2", "\x1b[31mred\u202e": "r", "x" * 300: "x"}
    members = {f"{student}/first_letter.py": content for student, content in contents.items()}
    source.write_bytes(zipped({**members, "bob/\x1b[2Jfoo.py": ""}))
    before = {path.name for path in tmp_path.iterdir()}
    code, out, err = run("collect", source, dest)
    assert code == 1 and not {"\x1b", "\u202e"} & set(out + err)
    found = {path.parent.parent.name: path.read_text() for path in dest.rglob("*.py")}
    assert sorted(found.values()) == ["1", "2", "c", "r", "x"]
    assert {"_CON", "Ann"} <= set(found) and max(map(len, found)) < 120
    assert {path.name for path in tmp_path.iterdir()} == before | {"dest"}


def test_one_note_of_many_students_is_said_once(run, tmp_path: Path) -> None:
    """With the first names; in the record each student has it."""
    source = folder(tmp_path / "class", {f"s{number}.zip": zipped({f"{FIRST}.py": ""}) for number in range(9)})
    code, out, _ = run("collect", source, tmp_path / "dest")
    assert code == 0 and out.count("have no zone") == 1 and "s0, s1, s2, s3 and 5 more: times" in out
    record = json.loads((tmp_path / "dest" / "collected.json").read_text())
    assert all("have no zone" in one["notes"][0] for one in record["submissions"])


def test_the_next_step(run, tmp_path: Path) -> None:
    """A command that can be copied."""
    folder(tmp_path / "class", {"ann/first_letter.py": "right"})
    out = run("collect", tmp_path / "class", tmp_path / "a dest")[1]
    assert f"    grader grade '{tmp_path / 'a dest'}' --out RESULTS" in out


@pytest.mark.parametrize(
    "said, arguments",
    [
        ("lie in one another", ("class", "class")), ("lie in one another", ("class", "class/dest")),
        ("lie in one another", ("class", ".")),
        ("there is no", ("nothing", "dest")), ("no column `student`", ("class", "dest", "--roster", "bad.csv")),
        ("is no time", ("class", "dest", "--until", "soon")), ("is no time", ("class", "dest", "--until", "2026-13-01T12:00")),
        ("2026-03-01 is no time. Write for example", ("class", "dest", "--until", "2026-03-01")),
        ("--until is for", ("class", "dest", "--until", "2026-03-01T23:59")),
        ("--assignment is for", ("class", "dest", "--assignment", "x")), ("not empty", ("class", "full")),
        ("one student's submission", ("class/ann", "dest")), ("can't be read", ("class", "dest", "--roster", "class")),
        ("neither a folder nor a zip", ("bad.csv", "dest", "--layout", "moodle")),
    ],
)  # fmt: skip
def test_usage(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, arguments: tuple[str, ...]) -> None:
    """What can't be meant ends with 2, says what to do, and writes nothing."""
    here = folder(tmp_path / "course" / "here", {f"class/ann/{FIRST}.py": "1", "bad.csv": "a,b\n1,2\n", "full/mine": ""})
    monkeypatch.chdir(here)
    before = sorted(here.rglob("*"))
    code, _, err = run("collect", *arguments)
    assert code == 2 and said in err and sorted(here.rglob("*")) == before


@pytest.mark.parametrize("name", ["dest", "dest/ann", "dest/collected.json"])
def test_what_cannot_be_written(run, tmp_path: Path, name: str) -> None:
    """A file where a folder should be, a record that is none: said, and nothing is lost."""
    folder(tmp_path / "class", {f"ann/{FIRST}.py": "1"})
    if name != "dest":
        run("collect", tmp_path / "class", tmp_path / "dest")
        (tmp_path / "dest" / "ann" / f"{FIRST}.py").unlink()
        (tmp_path / "dest" / "ann" / "01_letters").rmdir()
        (tmp_path / "dest" / "ann").rmdir()
    (tmp_path / name).write_text("mine")
    code, _, err = run("collect", tmp_path / "class", tmp_path / "dest")
    assert code == 2 and "dest" in err and (tmp_path / name).read_text() == "mine"
