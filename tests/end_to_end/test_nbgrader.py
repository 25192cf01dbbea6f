"""nbgrader's own commands on a course of ours: release, submit, autograde, feedback; points as `grader grade` gives them."""

from __future__ import annotations

import csv
import html
import importlib.util
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.catalogue import load_course
from grader.results.leaks import leaks
from tests.end_to_end.nbgrader_course import BIN, CONFIG, Graded, graded_class, run
from tests.end_to_end.notebook_class import CHAPTER, HEAD, NAME, REFERENCE, ROOT, Student, answered, code, hand_in
from tests.missing import missing, program

pytestmark = pytest.mark.sandbox
MISTAKE = "mistake_ceil_mode_last_window"
CHEATS = ("sees_tests", "forges_grades", "patches", "walks")
HALF = HEAD + "return torch.full((1, 1, 1, 1), 2.0)\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Everything, once."""
    if importlib.util.find_spec("nbgrader") is None:
        missing("nbgrader is not installed: pip install -e '.[nbgrader]'")
    return graded_class(tmp_path_factory.mktemp("nbgrader"))


def test_the_commands_end_well(graded: Graded) -> None:
    """`alembic` is found though the environment is not activated; one unreadable notebook is refused, and the class goes on."""
    assert {name: ran.code for name, ran in graded.said.items() if ran.code} == {"autograde": 1}
    failed = re.findall(r"There was an error processing assignment '\w+' for student '(\w+)'", graded.said["autograde"].said)
    assert failed == ["broken"]
    assert "points: 14" in graded.said["init"].said and "Traceback" not in graded.said["init"].said


def test_scores_are_those_of_the_command_line(graded: Graded) -> None:
    """For more than twenty notebooks nbgrader's gradebook has exactly the points that `grader grade` gives to the same code."""
    scores = graded.scores()
    assert len(graded.files) > 22
    assert {name: scores[name] for name in graded.files} == {name: one.points for name, one in graded.files.items()}
    assert {one.max_points for one in graded.files.values()} == {14.0}
    assert {scores["right"], scores["partly"], scores["stub"], scores[MISTAKE]} == {14.0, 3.0, 0.0, 12.0}
    assert scores["warns"] == 14.0  # plain nbgrader gives none: something stood on the error stream
    assert scores["broken"] == 0.0


def test_nothing_is_won_by_cheating(graded: Graded) -> None:
    """What beats plain nbgrader - tests on the disk, the database, patched comparisons, frames - wins nothing."""
    scores = graded.scores()
    assert {name: scores[name] for name in CHEATS} == dict.fromkeys(CHEATS, 0.0)
    assert scores["forges_cells"] == scores[MISTAKE] and scores["own_module"] == 0.0
    assert "No module named 'mine'" in graded.notebook("own_module")


@pytest.mark.parametrize(
    "student, said",
    [
        ("forges_cells", "locked cells were changed, and what was handed out counts: criterion-worked_example"),
        ("loses_cells", "missing cells were put back: statement, examples"),
        ("loses_metadata", "the answer's cell is missing"),
        ("shuffled", "cells were moved"),
        ("doubled", "the last one counts: answer"),
        ("tries", "a cell that is no Python was left out; it begins with: this is no Python"),
        ("tries", "a cell of %%bash was left out"),
        ("tries", "magics (lines that begin with % or !) are not run in grading"),
    ],
)
def test_what_was_done_to_a_notebook_is_said(graded: Graded, student: str, said: str) -> None:
    """Under the answer, and in nbgrader's log."""
    cells = json.loads(graded.notebook(student))["cells"]
    outputs = next(one["outputs"] for one in cells if one["metadata"].get("nbgrader", {}).get("grade_id") == "answer")
    assert said in "".join(outputs[0]["data"]["text/plain"])
    assert said in graded.said["autograde"].said


def test_feedback_explains(graded: Graded) -> None:
    """Partial credit, the misconception, the smallest case with the wrong cells marked; what a learner wrote is no HTML."""

    def page(student: str) -> str:
        return (graded.course / "feedback" / student / CHAPTER / f"{NAME}.html").read_text(encoding="utf-8")

    wrong = page(MISTAKE)
    assert "Score: 12.0 / 14.0" in wrong and "Score: 0.0 / 2.0" in wrong
    assert "Your result is what you get when ceil mode only rounds the number of windows" in wrong
    assert "in the call max_pool2d(x, 2, stride=2, padding=1, ceil_mode=True)" in wrong
    assert "<mark>[" in page("elsewhere")
    assert "what was judged" in page("helpers") and "_largest" in page("helpers")
    mine = page("markdown")
    assert "<script>document.title" not in mine and "document.title" in mine


def test_nothing_hidden_is_handed_out(graded: Graded) -> None:
    """No long line of answers, suites and hints is in what learners get; titles of criteria are theirs to see."""
    cells = json.loads((graded.course / "release" / CHAPTER / f"{NAME}.ipynb").read_text(encoding="utf-8"))["cells"]
    told = [cell for cell in cells if not cell["metadata"]["nbgrader"]["grade_id"].startswith("criterion-")]
    shown = "\n".join("".join(cell["source"]) for cell in told)
    assert leaks(load_course(ROOT), {"notebook": shown.encode()}) == []
    assert leaks(load_course(ROOT), {"notebook": REFERENCE.encode()}) != []
    assert len(cells) == len(told) + 12


def test_learners_files_beside_the_notebook_do_not_count(graded: Graded) -> None:
    """nbgrader puts the teacher's files in the place of a learner's, and the answer is judged from the notebook alone."""
    name = f"tests/examples/{CHAPTER}/test_{NAME}.py"
    assert (graded.course / "submitted" / "own_module" / CHAPTER / "mine.py").is_file()
    theirs, ours = (graded.course / step / CHAPTER / name for step in ("submitted/own_module", "source"))
    assert theirs.read_bytes() != ours.read_bytes()
    assert (graded.course / "autograded" / "own_module" / CHAPTER / name).read_bytes() == ours.read_bytes()


def test_the_export_is_quoted(graded: Graded) -> None:
    """Names with commas and formulas come back from `nbgrader export` in their columns, and scores that nobody has are empty."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded.course}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("right", last_name='Doe, "J"\nJr', first_name="=1+1")
    assert run(graded.course, "nbgrader", "export").code == 0
    with (graded.course / "grades.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    assert (rows["right"]["last_name"], rows["right"]["first_name"]) == ('Doe, "J"\nJr', "'=1+1")
    assert (rows["right"]["score"], rows[MISTAKE]["score"], rows["broken"]["score"]) == ("14.0", "12.0", "")


def test_it_fails_closed(graded: Graded) -> None:
    """`--no-execute` gives nobody full marks; a Python without the grader grades nothing, rather than executing plainly."""
    ran = run(graded.course, "nbgrader", "autograde", CHAPTER, "--student=stub", "--force", "--no-execute")
    assert ran.code == 0 and graded.scores()["stub"] == 0.0
    before = (graded.course / "autograded" / "right" / CHAPTER / f"{NAME}.ipynb").stat().st_mtime_ns
    without = "import sys; sys.modules['grader'] = None; from nbgrader.apps.nbgraderapp import main; main()"
    ran = run(graded.course, "python", "-c", without, "autograde", CHAPTER, "--student=right", "--force")
    assert ran.code != 0 and "grader is not installed in this Python" in ran.said
    assert (graded.course / "autograded" / "right" / CHAPTER / f"{NAME}.ipynb").stat().st_mtime_ns == before


def test_plain_nbgrader_grades_by_the_public_examples(graded: Graded, tmp_path: Path) -> None:
    """Without our steps the same notebooks work: points by the share of examples that are met, none for a stub."""
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(tmp_path)), encoding="utf-8")
    shutil.copytree(graded.course / "source", tmp_path / "source")
    assert run(tmp_path, "nbgrader", "generate_assignment", CHAPTER, activated=True).code == 0
    released = tmp_path / "release" / CHAPTER / f"{NAME}.ipynb"
    nothing = Student(lambda notebook: None, None)
    for name, student in {"half": answered(HALF), "stub": nothing}.items():
        (tmp_path / "submitted" / name / CHAPTER).mkdir(parents=True)
        hand_in(released, student, tmp_path / "submitted" / name / CHAPTER / f"{NAME}.ipynb")
    ran = run(tmp_path, "nbgrader", "autograde", CHAPTER, activated=True)
    assert ran.code == 0, ran.said
    assert Graded(tmp_path, tmp_path, {}, {}).scores() == {"half": 7.0, "stub": 0.0}


def test_check_in_a_notebook(graded: Graded, tmp_path: Path) -> None:
    """`%check` says what `grader check` says, in the course with the suites and, by the public examples, where learners are."""
    answer = (graded.course.parent / "files" / "elsewhere" / CHAPTER / f"{NAME}.py").read_text(encoding="utf-8")
    learner = graded.course / "release" / CHAPTER
    sources = [
        f"%load_ext grader\n%cd -q {graded.torchkata}", f"%check {NAME}", "def _unused(:\n", answer, f"%check {NAME} --lang zh",
        f"%cd -q {learner}", f"%%check {NAME}\n{HALF}", "%check max_pol2d",
    ]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [{**code(source), "id": f"cell-{place}"} for place, source in enumerate(sources)]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells}
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    ran = run(tmp_path, "jupyter", "execute", "--inplace", "--allow-errors", tmp_path / "mine.ipynb")
    assert ran.code == 0, ran.said
    told = [one["outputs"] for one in json.loads((tmp_path / "mine.ipynb").read_text(encoding="utf-8"))["cells"]]
    assert "nothing that max_pool2d asks for is defined here yet" in str(told[1])
    points = graded.files["elsewhere"].points
    assert f"未通过, {points:g}/14" in str(told[4]) and "<mark>[" in str(told[4])
    assert "These are the public examples" in str(told[6]) and "failed, 1/2" in str(told[6])
    assert "Did you mean 'max_pool2d'" in str(told[7])


@pytest.fixture(scope="module")
def server(graded: Graded) -> Iterator[str]:
    """Jupyter's server with formgrader, in the course."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        BIN / "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token=secret",
        f"--ServerApp.root_dir={graded.course}",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]  # fmt: skip
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(graded.course), "LC_ALL": "C.UTF-8"}
    with (graded.course / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=graded.course, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while not _answers(address) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_formgrader_in_a_browser(graded: Graded, server: str) -> None:
    """A graded notebook in Chromium: partial credit in the boxes, the explanation below; scripts of learners do not run."""
    chromium = program("chromium", "apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{server}/formgrader/?token=secret")
        found = page.request.get(f"{server}/formgrader/api/submitted_notebooks/{CHAPTER}/{NAME}").json()
        ids = {one["student"]: one["id"] for one in found}
        page.goto(f"{server}/formgrader/submissions/{ids[MISTAKE]}")
        page.wait_for_function("[...document.querySelectorAll('input.score')].filter(box => box.placeholder).length == 12")
        boxes = page.locator("input.score").evaluate_all("boxes => boxes.map(box => Number(box.value || box.placeholder))")
        assert sum(boxes) == graded.files[MISTAKE].points
        assert "Your result is what you get when ceil mode only rounds" in html.unescape(page.inner_text("body"))
        page.goto(f"{server}/formgrader/submissions/{ids['markdown']}")
        page.wait_for_selector("input.score")
        assert page.title() != "taken over"
        browser.close()
