"""Run git on repositories that strangers wrote: no hook, no filter, no checkout, no question, no other program. No torch."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.results.source import Refused
from grader.words.errors import UsageError
from grader.words.messages import Message

FETCH_SECONDS = 600
MAX_ERROR = 300
SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "protocol.ext.allow=never",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "credential.interactive=false",
)
ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oClearAllForwardings=yes",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
    "GIT_HTTP_LOW_SPEED_TIME": "30",
    "LC_ALL": "C",
}


def git(repository: Path, *arguments: str, protocols: str = "", environment: Mapping[str, str] = os.environ) -> None:
    """Run git for what it does to a bare repository; `protocols` are those that it may speak, divided by colons.

    Raises:
        Refused: it failed or took too long, with what it said.
        UsageError: there is no git.
    """
    try:
        run = subprocess.run(
            _command(repository, arguments), env=_environment(protocols, environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=FETCH_SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UsageError("git is not installed here; it is needed for a list of repositories") from error
    except subprocess.TimeoutExpired as error:
        raise Refused(Message("git took longer than {seconds} s", {"seconds": FETCH_SECONDS})) from error
    if run.returncode:
        raise Refused(Message("git: {text}", {"text": _reason(run.stderr)}))


def git_output(repository: Path, limit: int, *arguments: str, environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the first `limit` bytes of what git prints about a repository that is here.

    Raises:
        Refused: it failed.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            _command(repository, arguments), env=_environment("", environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        with process:
            data = process.stdout.read(limit) if process.stdout else b""
            if len(data) == limit:
                process.kill()
        errors.seek(0)
        if process.returncode and len(data) < limit:
            raise Refused(Message("git: {text}", {"text": _reason(errors.read(10_000))}))
    return data


def _command(repository: Path, arguments: tuple[str, ...]) -> list[str]:
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    return ["git", f"--git-dir={repository}", *settings, *arguments]


def _environment(protocols: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the teacher's environment without what would lead git elsewhere."""
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    return {**kept, **ENVIRONMENT, "GIT_ALLOW_PROTOCOL": protocols}


def _reason(errors: bytes) -> str:
    """Return what git said up to its first reason: ssh says its own before that."""
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    last = next((place for place, line in enumerate(lines) if line.startswith(("fatal:", "error:"))), len(lines) - 1)
    return "; ".join(lines[max(0, last - 1) : last + 1])[:MAX_ERROR] or "?"
