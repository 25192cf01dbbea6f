"""collected.json says when each submission was handed in, and is refused where it is of another kind."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import pytest

from grader.results.collected import COLLECTED, SCHEMA, Collected, CollectedSubmission, Unplaced, read_collected
from grader.words.errors import UsageError

EVENING = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Times keep their zone; a folder without the file was not collected."""
    ann = CollectedSubmission("ann", EVENING, "a.zip", ("x.py",), ("note",))
    written = Collected(SCHEMA, (ann, CollectedSubmission("bob", None, "", ())), (Unplaced("x", "y"),), ("carl",))
    assert read_collected(tmp_path) is None
    (tmp_path / COLLECTED).write_bytes(msgspec.json.encode(written))
    found = read_collected(tmp_path)
    assert found == written
    assert [found.submitted_at(name) for name in ("ann", "bob", "carl")] == [EVENING, None, None]


@pytest.mark.parametrize(
    "text, reason", [("{", "can't be read"), ('{"schema": 2, "submissions": []}', "schema 2"), ("[]", "can't be read")]
)
def test_what_is_none(tmp_path: Path, text: str, reason: str) -> None:
    """Never a traceback, never silently nothing."""
    (tmp_path / COLLECTED).write_text(text)
    with pytest.raises(UsageError, match=reason):
        read_collected(tmp_path)
