"""A real PostgreSQL server for tests, from Debian's package: its own folder, a socket, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.missing import missing

ACCOUNT = "postgres"  # of Debian's package: the server refuses to run as root


class Server:
    """A server that is running; `database` makes a new one in it and returns its URL."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.count = 0
        self.account: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam(ACCOUNT)
            self.account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as an ordinary user."""
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            check=False, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, **self.account,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def start(self) -> None:
        """Start it; nothing outside this machine reaches it."""
        self.run("initdb", "-D", "data", "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", settings, "start")

    def stop(self) -> None:
        """Stop it and remove its folder."""
        self.run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def database(self) -> str:
        """Return the URL of a new database."""
        self.count += 1
        self.run("createdb", "-h", str(self.folder), "-U", "grader", f"book{self.count}")
        return f"postgresql://grader@/book{self.count}?host={self.folder}"


def programs() -> Path | None:
    """Return the folder of the newest server that is installed; Debian keeps it out of the path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    found += [Path(on_path).resolve().parent] if on_path else []
    return max(found, key=lambda path: [int(part) if part.isdigit() else 0 for part in path.parts], default=None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server; where PostgreSQL is not installed tests are skipped, and in CI they fail."""
    found = programs()
    if found is None:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    server = Server(found, Path(tempfile.mkdtemp(prefix="gradebook-")))  # a socket's path must be short
    server.start()
    yield server
    server.stop()
