"""What a judge needs of a course, packed so that a worker of the cluster can unpack it. No torch, no Dask."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

from grader.course.catalogue import Course

PARTS = ("exercises/course.toml", "solutions/**/*.py", "tests/hidden/**/*.py", "tests/mistakes/**/*", "datasets/*.py")
MOMENT = (2020, 1, 1, 0, 0, 0)  # the same course gives the same bytes


def pack(course: Course) -> bytes:
    """Return a zip of the course's catalogue, references, suites, mistakes and data recipe."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for part in PARTS for path in course.root.glob(part) if path.is_file()}):
            if "__pycache__" not in path.parts:
                name = path.relative_to(course.root).as_posix()
                archive.writestr(zipfile.ZipInfo(name, MOMENT), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def digest_of(parcel: bytes) -> str:
    """Return what names a parcel."""
    return hashlib.sha256(parcel).hexdigest()[:32]


def unpack(parcel: bytes, folder: Path) -> Path:
    """Unpack a parcel beneath the folder, readable by this user alone, and return the course's root; done once for a parcel."""
    root = folder / f"course-{digest_of(parcel)}"
    if not root.is_dir():
        unfinished = root.with_name(f".{root.name}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
            archive.extractall(unfinished)
        unfinished.replace(root)
    return root
