"""What Canvas writes for "Download Submissions", as a zip or unpacked. No torch.

Canvas (lib/content_zipper.rb) writes all files flat, each as

    NAME_[LATE_]USER_ATTACHMENT_FILE        smithann_LATE_1234_567890_max_pool2d.py

- NAME is the student's sortable name ("Smith, Ann"; for group assignments the group's) in small letters, without anything that
  is neither letter, digit nor underscore: "smithann". It is left out, and USER is "anon_" with five characters, where the
  assignment is graded anonymously.
- LATE stands there where Canvas took the submission for late.
- USER is the student's number, which is `ID` in the gradebook's sheet; ATTACHMENT the file's, which only grows.
- FILE is what the student called it, `/\\:*?"<>|` replaced. Canvas calls a file that is handed in again `max_pool2d-1.py`,
  `max_pool2d-2.py`; a second one of the same whole name gets such a number, too.
- What was typed in is NAME_[LATE_]USER_text.html, and a web address NAME_[LATE_]USER_link.html.

A member's time is that of the download. The zip does not say when anything was handed in.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.handed import Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import Entry, Tree
from grader.words.messages import Message

MAX_DEPTH = 2  # flat, or in the folder that unpacking made
NUMBER = r"[1-9]\d{0,18}"
MEMBER = re.compile(
    rf"(?:(?P<name>.+?)_(?:(?P<late>late)_)?(?P<user>{NUMBER})|(?:(?P<anonymous_late>late)_)?(?P<anonymous>anon_[a-z0-9]+))"
    rf"_(?:(?P<attachment>{NUMBER})_(?P<file>.+)|(?:text|link)\.html)",
    re.IGNORECASE | re.DOTALL,
)
TWO_WAYS = re.compile(rf"{NUMBER}_")  # "a_1_2_3_x.py": student 1's file "3_x.py", or that of 2, who is called "a_1"


def fits(tree: Tree) -> bool:
    """Whether the files are named by Canvas, all but a few."""
    names = [PurePosixPath(entry.path) for entry in tree.entries]
    named = [name for name in names if len(name.parts) <= MAX_DEPTH and _parsed(name.name)]
    return len(named) > len(names) / 2


def read(tree: Tree, naming: Naming, origin: str) -> Haul:
    """Return what each student's files hold."""
    gathered: dict[tuple[str, str], Gathering] = {}
    left: list[Left] = []
    for entry in tree.entries:
        found = _parsed(PurePosixPath(entry.path).name)
        if found is None:
            left.append(Left(entry.path, entry.problem or Message("no name that Canvas gives to a file: whose is it?")))
            continue
        if found["user"] and TWO_WAYS.match(found["file"] or ""):
            left.append(Left(entry.path, Message("its numbers can be read in two ways: whose is it?")))
            continue
        one = gathered.setdefault((found["name"] or "", found["user"] or found["anonymous"]), Gathering(naming))
        if (found["late"] or found["anonymous_late"]) and not one.notes:
            one.notes.append(Message("Canvas says that it was handed in late"))
        timeless = Entry(entry.path, problem=entry.problem)
        one.take(tree, timeless, found["file"] or PurePosixPath(entry.path).name, int(found["attachment"] or 0))
    handed = tuple(one.handed(origin, name or user, user) for (name, user), one in sorted(gathered.items()))
    return Haul(handed, tuple(left))


def _parsed(name: str) -> re.Match[str] | None:
    return MEMBER.fullmatch(name)
