"""Repositories by a list: fetched into bare clones beside DEST, read commit by commit, never checked out. No torch.

Nothing of a repository runs or is written to a path of its choosing: there is no working tree, so no hook, filter, submodule or
link takes effect; files are read as blobs. A commit's time is what its author's machine said.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from grader.results.collecting.gathering import Gathering
from grader.results.collecting.git_command import git, git_output
from grader.results.collecting.git_list import Address, Listed, address_of, read_list
from grader.results.collecting.handed import Handed, Haul, Left
from grader.results.collecting.naming import Naming
from grader.results.collecting.trees import LINK, Entry, open_inner
from grader.results.source import Refused
from grader.results.times import shown
from grader.results.zips import MAX_MEMBERS, Archive
from grader.words.errors import UsageError
from grader.words.messages import Message, Parameter

AT_ONCE = 4
HEAD = "refs/heads/collected"
MAX_LISTING = 16 * 1024 * 1024
WHOLE_HISTORY = "2147483647"  # the depth that git takes for infinite
LINK_MODE, PLAIN_MODES = b"120000", (b"100644", b"100755", b"100664")


class GitTree:
    """The files of one commit in a bare repository."""

    def __init__(self, repository: Path, commit: str) -> None:
        self.repository = repository
        self.notes: tuple[Message, ...] = ()
        self.folders: list[str] = []
        self.entries: list[Entry] = []
        self.objects: dict[str, str] = {}
        listing = git_output(repository, MAX_LISTING, "ls-tree", "-r", "-z", "--full-tree", commit)
        lines = listing.split(b"\0")[:-1]
        if len(lines) > MAX_MEMBERS or len(listing) == MAX_LISTING:
            told: dict[str, Parameter] = {"folder": commit[:12], "count": min(len(lines), MAX_MEMBERS)}
            self.notes += (Message("{folder} holds more than {count} files; the others were not looked at", told),)
        for line in lines[:MAX_MEMBERS]:
            facts, _, name = line.partition(b"\t")
            mode, _, blob = facts.split(b" ")
            path = name.decode("utf-8", "replace")
            if mode == LINK_MODE:
                self.entries.append(Entry(path, problem=LINK))
            elif mode in PLAIN_MODES:
                self.objects[path] = blob.decode("ascii")
                self.entries.append(Entry(path))

    def read(self, path: str, limit: int) -> bytes | Message:
        """Return up to `limit` bytes of a blob."""
        try:
            return git_output(self.repository, limit, "cat-file", "blob", self.objects[path])
        except Refused as refused:
            return refused.reason

    def open_zip(self, path: str) -> AbstractContextManager[Archive]:
        """Open a zip that was committed, in memory."""
        return open_inner(self, path)


def read(path: Path, cache: Path, naming: Naming, until: datetime.datetime | None) -> Haul:
    """Return what each repository of a list holds, now or in its last commit until then.

    Raises:
        UsageError: the list can't be read, or the clones can't be written.
    """
    listed = tuple(dict.fromkeys(read_list(path)))
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        found = list(pool.map(lambda one: _one(one, path.resolve().parent, cache, naming, until), listed))
    except OSError as error:
        raise UsageError("{file} can't be written: {text}", file=str(cache), text=str(error.strerror)) from error
    finally:
        pool.shutdown(cancel_futures=True)  # after an interruption those under way are the last
    return Haul(tuple(one for one in found if isinstance(one, Handed)), tuple(one for one in found if isinstance(one, Left)))


def _one(listed: Listed, folder: Path, cache: Path, naming: Naming, until: datetime.datetime | None) -> Handed | Left:
    address = address_of(listed.address, folder)
    if isinstance(address, Message):
        return Left(listed.student, address)
    digest = hashlib.sha256(f"{listed.student}\0{address.url}\0{until is None}".encode()).hexdigest()[:24]
    repository = cache / f"{digest}.git"
    try:
        _fetch(repository, address, whole=until is not None)
        commit, time = _commit(repository, until)
        gathering = Gathering(naming)
        if commit is None:
            told = shown(until) if until else ""
            gathering.left.append(Left(listed.student, Message("no commit in it is from before {time}", {"time": told})))
        else:
            tree = GitTree(repository, commit)
            for entry in tree.entries:
                gathering.take(tree, entry, entry.path)
            gathering.notes += tree.notes
        return gathering.handed(f"{address.shown} {(commit or '')[:12]}".rstrip(), listed.student, submitted_at=time)
    except Refused as refused:
        return Left(listed.student, _without_password(refused.reason, address))


def _fetch(repository: Path, address: Address, whole: bool) -> None:
    """Bring the clone up to date; one that a kill left damaged is made anew, and stays if that fails, too.

    Raises:
        Refused: the repository can't be had.
    """
    depth = WHOLE_HISTORY if whole else "1"
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--force", "--update-shallow", "--no-recurse-submodules")
    fetch = ("fetch", *options, f"--depth={depth}", "--", address.url, f"+HEAD:{HEAD}")
    if repository.is_dir():
        with contextlib.suppress(Refused):
            git(repository, *fetch, protocols=address.protocols)
            return
    new = repository.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    git(new, "init", "--bare", "--quiet", "--template=", str(new))
    git(new, *fetch, protocols=address.protocols)
    shutil.rmtree(repository, ignore_errors=True)
    new.rename(repository)


def _commit(repository: Path, until: datetime.datetime | None) -> tuple[str | None, datetime.datetime | None]:
    """Return the last commit until then on the branch itself, and its time: what a later merge brings was not there yet."""
    output = git_output(repository, MAX_LISTING, "log", "--first-parent", "--format=%H %cI", HEAD).decode("ascii", "replace")
    for line in output.splitlines():
        commit, _, text = line.partition(" ")
        try:
            time = datetime.datetime.fromisoformat(text)
        except ValueError:  # a year that is none
            time = None
        if until is None or (time is not None and time <= until):
            return commit, time
    return None, None


def _without_password(reason: Message, address: Address) -> Message:
    text = str(reason.parameters.get("text", "")).replace(address.url, address.shown)
    return Message(reason.text, {**reason.parameters, **({"text": text} if "text" in reason.parameters else {})})
