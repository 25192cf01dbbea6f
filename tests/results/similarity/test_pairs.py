"""Who copied is found however it is disguised; who wrote the only short answer, or one the course knows, is not accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.catalogue import load_course
from grader.results.demo import disguised
from grader.results.proof import Kind, answers
from grader.results.similarity.fingerprints import MOST_CHARACTERS, fingerprint
from grader.results.similarity.page import similarity_page, similarity_table
from grader.results.similarity.pairs import MOST_PAIRS, Pair, alike
from grader.words.messages import english

ROOT = Path(__file__).resolve().parents[3]
OWN = (ROOT / "tests" / "demo" / "output_size.py").read_text(encoding="utf-8").partition("\n\n\n")[2]
OTHER = '''
class Box:
    def __init__(self, sides):
        self.sides = [float(side) for side in sides]

    def volume(self):
        product = 1.0
        for side in self.sides:
            product *= side
        return product


def boxes(table):
    found = {}
    for name, *sides in table:
        found.setdefault(name, []).append(Box(sides).volume())
    return {name: max(volumes) for name, volumes in found.items() if volumes}
'''


def only(files: dict[str, str], known: tuple[str, ...] = ()) -> Pair:
    (pair,) = alike("01/a", files, known)
    return pair


def test_a_disguised_copy_is_found() -> None:
    """Other names, other comments, another order, other line ends, a blank first line: all of it in common."""
    pair = only({"ann": OWN, "bob": "\n\n" + disguised(OWN).replace("\n", "\r\n"), "eve": OTHER})
    assert pair.students == ("ann", "bob") and pair.share > 0.95 and min(pair.one.share, pair.two.share) > 0.95
    assert pair.others == 0


def test_who_adds_to_a_copy_is_found() -> None:
    """The share is that of whose own part is in it; lines go with lines."""
    pair = only({"ann": OWN, "bob": OTHER + "\n\n" + OWN})
    assert pair.one.share > 0.95 > pair.two.share
    lines, texts = OWN.split("\n"), (OTHER + "\n\n" + OWN).split("\n")
    going = {line: other for line, other in pair.one.lines.items() if other}
    assert len(going) > 20
    assert sum(lines[line - 1] == texts[other - 1] for line, other in going.items()) > 0.8 * len(going)


def test_the_only_way_to_write_it_is_nobodys() -> None:
    """Short honest answers that are the reference's, but for names: nothing of their own is left."""
    reference = "def total(values):\n    result = 0\n    for value in values:\n        result += value**2\n    return result\n"
    mine = reference.replace("value", "v").replace("result", "s").replace("total", "add")
    assert alike("01/a", {"ann": mine, "bob": reference + "\n# mine\n", "eve": mine}, (reference,)) == []


def test_a_few_lines_are_alike_by_chance() -> None:
    """Two that are all of one short function are not listed, even if nobody knows it."""
    short = "def total(values):\n    return sum(value * value for value in values)\n"
    assert alike("01/a", {"ann": short, "bob": short.replace("value", "v")}, ()) == []


@pytest.mark.parametrize("name", ["transforms", "correlate2d", "image_folder", "batch_norm"])
def test_answers_written_each_by_itself(name: str) -> None:
    """The course's own variants, with stub and reference taken out but not themselves: no pair."""
    course = load_course(ROOT)
    known = answers(course, course.find(name))
    files = {one.name: one.source for one in known if one.kind is Kind.VARIANT}
    taken = [one.source for one in known if one.kind in (Kind.STUB, Kind.REFERENCE)]
    assert len(files) >= 3 and alike(name, files, taken) == []


def test_what_the_course_knows_is_taken_out() -> None:
    """Two who hold the same known mistake, or found the same known variant, have that from nobody."""
    course = load_course(ROOT)
    known = answers(course, course.find("max_pool2d"))
    wrong = next(one.source for one in known if one.kind is Kind.MISTAKE)
    files = {"ann": wrong, "bob": wrong.replace("window", "w"), "eve": known[1].source, "joe": known[0].source}
    assert alike("04/m", files, [one.source for one in known]) == []


def test_a_whole_class_with_one_answer() -> None:
    """Every pair, and how many others hold it; the list is bounded."""
    pairs = alike("01/a", {f"s{place:03}": OWN for place in range(26)}, ())
    assert len(pairs) == MOST_PAIRS and {pair.others for pair in pairs} == {24}


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "\ufeff", "x" * 10**6, "'" * 5000, "(" * 5000, "\x00\x01\ud7ff\u202e", "def f(:\n", "\t\f\v"]
)
def test_hostile_files(text: str) -> None:
    """Whatever is handed in is read, in bounded time, and accuses nobody who did not write it."""
    assert len(fingerprint(text).lines) <= MOST_CHARACTERS + 1
    assert alike("01/a", {"ann": text, "bob": OWN, "eve": OTHER}, ()) == []


def test_the_table_holds_no_formula() -> None:
    """Names are text in a spreadsheet."""
    table = similarity_table([only({"=cmd()": OWN, "@x": OWN})]).decode().splitlines()
    assert table[1].startswith("01/a,'=cmd(),'@x,100,100,")


def test_nothing_is_found() -> None:
    """The page says so."""
    assert "No two submissions" in similarity_page([], 3, 1, english, "en")
