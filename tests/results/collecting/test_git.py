"""Repositories are fetched and read as blobs: nothing in them runs, and no address leads elsewhere."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest

from grader.results.collecting import git as reading
from grader.results.collecting import git_command
from grader.results.collecting.git_list import Address, address_of, read_list
from grader.results.collecting.handed import Haul
from grader.results.collecting.naming import Naming
from grader.words.errors import UsageError
from grader.words.messages import Message
from tests.results.collecting.making import CONV, EXERCISES, NOON, POOL, START, commit, folder, git, needs_git, zipped

pytestmark = needs_git
HOUR = datetime.timedelta(hours=1)


def write_list(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def collect(path: Path, until: datetime.datetime | None = None) -> Haul:
    return reading.read(path, path.parent / "cache", Naming(EXERCISES), until)


def contents(haul: Haul, student: str = "ann") -> dict[str, object]:
    (one,) = (one for one in haul.handed if one.name == student)
    return {file.exercise: file.content for file in one.files}


def reasons(haul: Haul) -> dict[str, str]:
    return {one.path: one.reason.render(lambda text, /: text) for one in haul.left}


# Lists


@pytest.mark.parametrize(
    "text",
    [
        "ann,https://x.org/ann\nbob,git@x.org:bob/w.git\n", "# a comment\nann;https://x.org/ann\n\nbob;git@x.org:bob/w.git\n",
        "ann https://x.org/ann\nbob git@x.org:bob/w.git", "student,url\nann,https://x.org/ann\nbob,git@x.org:bob/w.git\n",
        "Clone URL,name,login\nhttps://x.org/ann,Ann A,ann\ngit@x.org:bob/w.git,Bob,bob\n", "ann\thttps://x.org/ann\nbob\tgit@x.org:bob/w.git",
        "\ufeff学号,仓库\r\nann,https://x.org/ann\r\nbob,git@x.org:bob/w.git\r\n",
    ],
)  # fmt: skip
def test_lists(tmp_path: Path, text: str) -> None:
    """Commas, semicolons, tabs, spaces; with and without a header; comments."""
    listed = read_list(write_list(tmp_path, text))
    assert [(one.student, one.address) for one in listed] == [("ann", "https://x.org/ann"), ("bob", "git@x.org:bob/w.git")]


def test_lists_that_are_none(tmp_path: Path) -> None:
    """The line is named."""
    with pytest.raises(UsageError, match="line 3 of .* is not `student,address`: bob"):
        read_list(write_list(tmp_path, "# x\nann,https://x.org\nbob\n"))
    with pytest.raises(UsageError, match="can't be read"):
        read_list(tmp_path / "nothing")
    (tmp_path / "binary").write_bytes(b"\0\1\xff")
    with pytest.raises(UsageError, match="no list of students"):
        read_list(tmp_path / "binary")


@pytest.mark.parametrize(
    "text",
    ["--upload-pack=touch /tmp/x", "-oProxyCommand=x", "ext::sh -c 'touch x'", "ext::x", "file:///etc", "ssh://-oProxyCommand=x/y",
     "https://-x/y", "git@-oProxyCommand=x:y", "-x@host:path", "fd::17", "http::https://x", "ftp://x.org/a", "nothing/here",
     "git@host:-x", "https://x.org/a b", "transport::address", "file://C:/x", "javascript://x"],
)  # fmt: skip
def test_addresses_that_are_not_asked_for(tmp_path: Path, text: str) -> None:
    """Options, programs, other transports, folders that are not there."""
    assert isinstance(address_of(text, tmp_path), Message)


def test_addresses_that_are(tmp_path: Path) -> None:
    """A password is used, and never shown; local paths count from the list's folder, and only they may be files."""
    (tmp_path / "repo").mkdir()
    remote = "http:https:ssh:git"
    assert address_of("https://ann:token@x.org/a.git", tmp_path) == Address("https://ann:token@x.org/a.git", remote, "https://x.org/a.git")
    assert address_of("git@x.org:~ann/a.git", tmp_path) == Address("git@x.org:~ann/a.git", remote, "git@x.org:~ann/a.git")
    assert address_of("ssh://git@x.org:22/a", tmp_path) == Address("ssh://git@x.org:22/a", remote, "ssh://x.org:22/a")
    assert address_of("repo", tmp_path) == Address(str(tmp_path / "repo"), "file", "repo")


# Repositories


def test_the_last_commit(tmp_path: Path) -> None:
    """Files by name wherever they lie, zips too, the commit's time with its zone; again: what is new since."""
    repository = tmp_path / "ann"
    evening = datetime.datetime(2026, 3, 1, 20, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    first = commit(repository, {f"exercises/{POOL}.py": "1", "notes.md": ""}, evening)
    path = write_list(tmp_path, "ann,ann\n")
    (one,) = collect(path).handed
    assert one.submitted_at is not None and one.submitted_at.isoformat() == "2026-03-01T20:00:00+08:00"
    assert one.origin == f"ann {first[:12]}"
    assert [(file.path, file.content) for file in one.files] == [(f"exercises/{POOL}.py", b"1")]
    folder(repository, {"conv.zip": zipped({f"{CONV}.py": "c"})})
    commit(repository, {f"exercises/{POOL}.py": "2"}, evening + HOUR)
    haul = collect(path)
    assert contents(haul) == {POOL: b"2", CONV: b"c"} and haul.handed[0].submitted_at == evening + HOUR
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_until_a_moment(tmp_path: Path) -> None:
    """The last commit of then, not of now; where there is none, that is said."""
    repository = tmp_path / "ann"
    for place in range(3):
        commit(repository, {f"{POOL}.py": str(place)}, NOON + place * HOUR)
    path = write_list(tmp_path, "ann,ann\n")
    assert contents(collect(path)) == {POOL: b"2"}
    for until, content in ((NOON + HOUR, b"1"), (NOON + 1.5 * HOUR, b"1"), (NOON, b"0"), (NOON + 9 * HOUR, b"2")):
        assert contents(collect(path, until)) == {POOL: content}
    (one,) = collect(path, NOON - HOUR).handed
    assert one.files == () and one.submitted_at is None and "no commit in it" in one.left[0].reason.text


def test_until_a_moment_before_a_merge(tmp_path: Path) -> None:
    """What was begun beside and came in by a later merge was not there yet."""
    repository = tmp_path / "ann"
    commit(repository, {f"{POOL}.py": "0"}, NOON)
    git(repository, "checkout", "--quiet", "-b", "side")
    commit(repository, {f"{POOL}.py": "side"}, NOON + HOUR)
    git(repository, "checkout", "--quiet", "main")
    git(repository, "merge", "--quiet", "--no-ff", "-m", "merge", "side", time=NOON + 3 * HOUR)
    path = write_list(tmp_path, "ann,ann\n")
    assert contents(collect(path, NOON + 2 * HOUR)) == {POOL: b"0"}
    assert contents(collect(path, NOON + 4 * HOUR)) == contents(collect(path)) == {POOL: b"side"}


def test_a_history_that_was_rewritten(tmp_path: Path) -> None:
    """A forced push is what there is now."""
    commit(tmp_path / "ann", {f"{POOL}.py": "1"})
    path = write_list(tmp_path, "ann,ann\n")
    collect(path)
    shutil.rmtree(tmp_path / "ann")
    commit(tmp_path / "ann", {f"{POOL}.py": "other"}, NOON - HOUR)
    assert contents(collect(path)) == {POOL: b"other"}


def test_what_cannot_be_had(tmp_path: Path) -> None:
    """No repository, an empty one, no address: each is told, and the others are collected."""
    commit(tmp_path / "ann", {f"{POOL}.py": "1"})
    (tmp_path / "plain").mkdir()
    (tmp_path / "empty").mkdir()
    git(tmp_path / "empty", "init", "--quiet")
    path = write_list(tmp_path, "bob,plain\nann,ann\ncarl,empty\ndora,--upload-pack=x\nerin,https://user:secret@127.0.0.1:9/x\n")
    haul = collect(path)
    assert [one.name for one in haul.handed] == ["ann"]
    told = reasons(haul)
    assert set(told) == {"bob", "carl", "dora", "erin"}
    assert "git: fatal:" in told["bob"] and "HEAD" in told["carl"] and "no address" in told["dora"]
    assert "127.0.0.1" in told["erin"] and "secret" not in told["erin"]


def test_a_clone_that_a_kill_left_damaged(tmp_path: Path) -> None:
    """It is made anew; one that can't be had again stays."""
    commit(tmp_path / "ann", {f"{POOL}.py": "1"})
    path = write_list(tmp_path, "ann,ann\n")
    collect(path)
    (clone,) = (tmp_path / "cache").iterdir()
    shutil.rmtree(clone / "objects")
    assert contents(collect(path)) == {POOL: b"1"}
    (clone / "shallow.lock").touch()
    assert contents(collect(path)) == {POOL: b"1"}
    shutil.rmtree(tmp_path / "ann" / ".git")
    assert "ann" in reasons(collect(path)) and clone.is_dir()


def test_nothing_of_a_repository_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hooks, filters, submodules and links of it, templates and helpers of this machine: none has an effect."""
    marker = tmp_path / "ran"
    touch = f"#!/bin/sh\ntouch {marker}\n"
    home = folder(tmp_path / "home", {"template/hooks/reference-transaction": touch, "template/hooks/post-checkout": touch})
    for hook in (home / "template" / "hooks").iterdir():
        hook.chmod(0o755)
    (home / ".gitconfig").write_text(
        f'[init]\n\ttemplateDir = {home}/template\n[filter "evil"]\n\tsmudge = touch {marker}\n\tclean = cat\n'
        f'[core]\n\thooksPath = {home}/template/hooks\n\tfsmonitor = "touch {marker}"\n[log]\n\tshowSignature = true\n'
        f'[gpg]\n\tprogram = {home}/template/hooks/post-checkout\n[diff]\n\texternal = "touch {marker}"\n'
    )
    repository = tmp_path / "ann"
    commit(repository, {f"{POOL}.py": "1", ".gitattributes": "*.py filter=evil\n", f"{START}.py": "oid sha256:lfs"})
    commit(tmp_path / "other", {f"{CONV}.py": "other"})
    git(repository, "submodule", "--quiet", "add", str(tmp_path / "other"), "sub")
    (repository / "conv2d.py").symlink_to("/etc/passwd")
    commit(repository, {})
    for name in ("post-checkout", "post-upload-pack", "pre-auto-gc"):
        folder(repository, {f".git/hooks/{name}": touch})
        (repository / ".git" / "hooks" / name).chmod(0o755)
    git(repository, "config", "uploadpack.packObjectsHook", f"touch {marker}")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    haul = collect(write_list(tmp_path, "ann,ann\n"))
    assert contents(haul) == {POOL: b"1", START: b"oid sha256:lfs"}
    assert [(one.path, "links are not followed" in one.reason.text) for one in haul.handed[0].left] == [("conv2d.py", True)]
    assert not marker.exists()
    (clone,) = (tmp_path / "cache").iterdir()
    assert not (clone / "hooks").exists() and not list((tmp_path / "cache").rglob("*.py"))


def test_git_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No prompt, no helper of the environment's, and only the protocols that the address needs."""
    monkeypatch.setenv("GIT_ASKPASS", "/bin/evil")
    monkeypatch.setenv("GIT_EXEC_PATH", "/evil")
    made = git_command._environment("file", os.environ)
    assert made["GIT_TERMINAL_PROMPT"] == "0" and made["GIT_ASKPASS"] == "" and "GIT_EXEC_PATH" not in made
    assert made["GIT_ALLOW_PROTOCOL"] == "file"
    repository = tmp_path / "x.git"
    git_command.git(repository, "init", "--bare", "--quiet", "--template=", str(repository))
    commit(tmp_path / "ann", {f"{POOL}.py": "1"})
    with pytest.raises(reading.Refused, match="git"):
        git_command.git(repository, "fetch", "--", str(tmp_path / "ann"), protocols="https")


def test_clones_that_cannot_be_written(tmp_path: Path) -> None:
    """A usage error, not the grader's own."""
    commit(tmp_path / "ann", {f"{POOL}.py": "1"})
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(UsageError, match="can't be written"):
        collect(write_list(tmp_path, "ann,ann\n"))


def test_what_ssh_says_is_told() -> None:
    """Its reason stands before git's own."""
    said = b"Host key verification failed.\nfatal: Could not read from remote repository.\n\nPlease make sure\n"
    assert git_command._reason(said) == "Host key verification failed.; fatal: Could not read from remote repository."
    assert git_command._reason(b"") == "?" and git_command._reason(b"one\ntwo\n") == "one; two"


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said as what it is."""
    (tmp_path / "ann").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        collect(write_list(tmp_path, "ann,ann\n"))


def test_git_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that never answers costs its time, no more."""
    folder(tmp_path / "bin", {"git": "#!/bin/sh\nexec sleep 30\n"})
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(git_command, "FETCH_SECONDS", 0.1)
    (tmp_path / "ann").mkdir()
    assert "took longer" in reasons(collect(write_list(tmp_path, "ann,ann\n")))["ann"]


def test_a_listing_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees that hold each other a thousandfold are read up to a bound."""
    commit(tmp_path / "ann", {f"{number:03}/{POOL}.py": "1" for number in range(50)})
    monkeypatch.setattr(reading, "MAX_LISTING", 1000)
    (one,) = collect(write_list(tmp_path, "ann,ann\n")).handed
    assert 0 < len(one.files) < 20
