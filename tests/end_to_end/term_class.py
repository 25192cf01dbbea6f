"""The class of the term's walk: sixty made-up students, what each hands in, and what Moodle makes of it."""

from __future__ import annotations

import csv
import datetime
import io
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

from grader.course.catalogue import load_course
from grader.results.demo import disguised
from grader.results.proof import answers

ROOT = Path(__file__).resolve().parents[2]
COURSE = ("datasets", "exercises", "grader", "solutions")
TESTS = ("demo", "examples", "hidden", "mistakes", "variants")
FIRST, SIZE, POOL = EXERCISES = ("00_start/first_tensor", "03_convolution/output_size", "04_pooling/max_pool2d")
MOST = {FIRST: 5, SIZE: 10, POOL: 14}
ANSWERS = {
    FIRST: ("beginner_loop", "through_numpy", "shape_as_list", "dtype_object", "elements_are_dimensions", "stub"),
    SIZE: ("counts_positions", "window_class", "plus_one_forgotten", "dilation_ignored", "ceil_for_floor", "stub"),
    POOL: ("unfolded", "axis_by_axis", "pads_with_zero", "ceil_mode_ignored", "stride_one_by_default", "stub"),
}
RIGHT = dict(zip(EXERCISES, ("through_numpy", "counts_positions", "unfolded"), strict=True))
HOSTILE = {"s08": "ends_with_success", "s09": "patches_the_comparison", "s10": "runs_a_shell", "s14": "equals_everything"}
DUE = datetime.datetime.fromisoformat("2025-03-03T23:59+08:00")
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
MAILED = DUE - 60 * MINUTE
LATE = {"s02": DAY + 12 * 60 * MINUTE, "s03": 10 * MINUTE, "s04": 9 * DAY, "s05": DAY, "s21": 16 * MINUTE}
BY_MOODLE = [f"s{number:02}" for number in range(1, 41)]
BY_MAIL = [f"s{number:02}" for number in range(41, 61)]
ABSENT = "s61"
GIVEN = (
    "Ada", "Alan", "Barbara", "Charles", "Donald", "Edsger", "Frances", "Grace", "John", "Katherine", "Margaret", "Niklaus", "张",
)  # fmt: skip
FAMILY = ("Aalto", "Bóna", "Castro", "Dee", "伟")
NAMES = {f"s{number:02}": f"{GIVEN[number % 13]} {FAMILY[number % 5]}" for number in range(1, 62)}
NAMES["s20"] = "=HYPERLINK(0) Lee"
HEADER = (
    "Identifier", "Full name", "Username", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
    "Last modified (submission)", "Last modified (grade)", "Feedback comments",
)  # fmt: skip
Files = dict[str, str | bytes]


def copy_course(target: Path) -> Path:
    """Copy what the course and the program are made of: a suite of it is going to change."""
    ignored = shutil.ignore_patterns("__pycache__", "small", "cifar-10-*")
    for name in (*COURSE, *(f"tests/{name}" for name in TESTS)):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


class Known:
    """The course's known answers by their names; stubs are the bundle's."""

    def __init__(self, bundle: Path) -> None:
        course = load_course(ROOT)
        self.sources: dict[str, dict[str, str]] = {}
        for name in EXERCISES:
            known = answers(course, course.find(name))
            self.sources[name] = {one.name.replace("-", "_"): one.source for one in known}
            self.sources[name]["stub"] = (bundle / "exercises" / f"{name}.py").read_text(encoding="utf-8")

    def files(self, student: str) -> Files:
        """Return what a student hands in: the usual answers in turn, or an accident, a cheat, a copy of one's own."""
        number = int(student[1:])
        turn = {FIRST: number, SIZE: number // 2, POOL: number // 3}
        names = {name: ANSWERS[name][turn[name] % 6] for name in EXERCISES}
        if number <= 7:
            names = dict(RIGHT)
        if student in ("s05", "s21"):
            names = {**RIGHT, POOL: "pads_with_zero"}
        if student in ("s17", "s18"):
            names = dict.fromkeys(EXERCISES, "stub")
        sources = {name: self.sources[name][answer] for name, answer in names.items()}
        if student in HOSTILE:
            sources[POOL] = (ROOT / "tests" / "hostile" / f"{HOSTILE[student]}.py").read_text(encoding="utf-8")
        if student in ("s15", "s16"):
            own = (ROOT / "tests" / "demo" / "output_size.py").read_text(encoding="utf-8").partition("\n\n\n")[2]
            sources[SIZE] = own if student == "s15" else disguised(own)
        return _as_handed_in(student, sources)


def _as_handed_in(student: str, sources: dict[str, str]) -> Files:
    """Return files by path, as browsers, zips and haste leave them."""
    flat: Files = {f"{name.rpartition('/')[2]}.py": text for name, text in sources.items()}
    tree: Files = {f"{name}.py": text for name, text in sources.items()}
    match student:
        case "s02":
            return {f"week 1/mine/{name.replace('.py', ' (1).py')}": text for name, text in flat.items()}
        case "s11":
            return {"work.zip": zipped(tree)[:-200]}
        case "s12":
            return {"work.zip": zipped({**tree, "../../outside.py": "x = 1\n"})}
        case "s13":
            return {"work.zip": zipped(tree, links={"04_pooling/avg_pool2d.py": "/etc/passwd"})}
        case "s18":
            return {"essay.docx": "I did my best"}
    return flat if int(student[1:]) % 2 else tree


def zipped(files: Files, links: dict[str, str] | None = None) -> bytes:
    """Return a zip of these files, and of links to somewhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, MAILED.timetuple()[:6]), data)
        for name, target in (links or {}).items():
            member = zipfile.ZipInfo(name)
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, target)
    return out.getvalue()


def moodle_zip(path: Path, handed_in: dict[str, Files]) -> None:
    """Write what Moodle's "Download all submissions" gives, with a stranger in it."""
    files: Files = {"Eve Nobody_999_assignsubmission_file/max_pool2d.py": "x = 1\n"}
    for student, own in handed_in.items():
        folder = f"{NAMES[student]}_{500 + int(student[1:])}_assignsubmission_file"
        files |= {f"{folder}/{name}": data for name, data in own.items()}
    path.write_bytes(zipped(files))


def mailed(folder: Path, handed_in: dict[str, Files]) -> None:
    """Write what came by mail: folders and zips, called by login, by name, or by both."""
    hour = MAILED.timestamp()
    for place, (student, own) in enumerate(handed_in.items()):
        name = (student, NAMES[student], f"{student}-{NAMES[student]}")[place % 3] if place > 3 else student
        if place % 4 == 3:
            (folder / f"{name}.zip").write_bytes(zipped(own))
            os.utime(folder / f"{name}.zip", (hour, hour))
            continue
        for inner, data in own.items():
            target = folder / name / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data if isinstance(data, bytes) else data.encode())
            os.utime(target, (hour, hour))


def worksheet(path: Path, submitted: dict[str, datetime.datetime]) -> None:
    """Write Moodle's grading worksheet, with its times in the site's zone and without saying so."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for student, name in NAMES.items():
        time = submitted.get(student)
        shown = f"{time:%A}, {time.day} {time:%B %Y}, {time.hour % 12 or 12}:{time:%M %p}" if time else "-"
        status = "Submitted for grading" if time else "No submission"
        who = [f"Participant {500 + int(student[1:])}", name, student, f"{student}@school.org"]
        writer.writerow([*who, status, "", "58.00", "Yes", shown, "-", ""])
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())


def canvas_sheet(path: Path) -> None:
    """Write the gradebook that Canvas exports."""
    rows = [["Student", "ID", "SIS Login ID", "Section", "Week 1 (123)", "Final Score"]]
    rows.append(["    Points Possible", "", "", "", "29", "(read only)"])
    rows += [[name, str(100 + int(student[1:])), student, "a", "", "0"] for student, name in NAMES.items()]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode())


def times(students: Iterable[str]) -> dict[str, datetime.datetime]:
    """Return when they handed in: most some hours before the due."""
    return {student: DUE + LATE.get(student, -240 * MINUTE) for student in students}
