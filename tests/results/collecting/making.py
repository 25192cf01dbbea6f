"""Sources as teachers have them, made small: folders, zips with any member, repositories."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

POOL, CONV, START = "04_pooling/max_pool2d", "03_convolution/conv2d", "00_start/first_tensor"
EXERCISES = (START, CONV, POOL)
needs_git = pytest.mark.usefixtures("git_program")
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def folder(root: Path, files: Mapping[str, str | bytes], time: datetime.datetime = NOON) -> Path:
    """Write files below a folder, all of one time."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (time.timestamp(), time.timestamp()))
    return root


def zipped(members: Mapping[str, str | bytes], time: tuple[int, ...] = (2026, 3, 1, 12, 0, 0)) -> bytes:
    """Return a zip with these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, time), content)  # type: ignore[arg-type]
    return data.getvalue()


def old_zip(name: str, content: str, encoding: str) -> bytes:
    """Return a zip whose one member has its name in an old encoding, as Chinese Windows writes it."""
    raw = name.encode(encoding)
    placeholder = "x" * len(raw)
    return zipped({placeholder: content}).replace(placeholder.encode(), raw)


def git(repository: Path, *arguments: str, time: datetime.datetime = NOON) -> str:
    """Run git in a repository as a student would."""
    stamp = time.isoformat()
    identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
                (("NAME", "s"), ("EMAIL", "s@x"), ("DATE", stamp))}  # fmt: skip
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments]
    run = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def commit(repository: Path, files: Mapping[str, str], time: datetime.datetime = NOON) -> str:
    """Commit files in a repository, which is made if it is not there; return the commit."""
    if not (repository / ".git").exists():
        repository.mkdir(parents=True, exist_ok=True)
        git(repository, "init", "--quiet")
    folder(repository, files, time)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "work", time=time)
    return git(repository, "rev-parse", "HEAD")
