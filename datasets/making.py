"""Makes the small sets under `datasets/small`, whole or not at all; runs beside the wall."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

from datasets import cifar_format, folders
from datasets.draws import Draws
from datasets.pictures import LABEL_NAMES, picture_set

SMALL = Path("datasets") / "small"
IMAGES = "images"
STAMP = "made.json"
# Raise it with any change of what is made: older sets are then made anew.
RECIPE_VERSION = 1
TRAINING_ROWS = 160
TEST_ROWS = 200
SEED = 20
LEFTOVER_SECONDS = 600


def small_is_ready(root: Path) -> bool:
    """Tell whether the small sets under the repository root are all there and of this recipe."""
    folder = root / SMALL
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        files = all((folder / name).stat().st_size == size for name, size in stamp["files"].items())
        inside = all((folder / name).is_dir() for name in stamp["folders"])
        return bool(stamp["recipe"] == RECIPE_VERSION) and files and inside
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def make_small(root: Path) -> None:
    """Make the small sets under the repository root, replacing what is there.

    They are made in a folder beside and then renamed, so that an interrupted run leaves no half set.
    """
    final = root / SMALL
    final.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".small-", dir=final.parent) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        _make_batches(made / cifar_format.FOLDER)
        folders.make_images(made / IMAGES)
        _write_stamp(made)
        if final.exists():
            final.rename(Path(temporary) / "older")
        try:
            made.rename(final)
        except OSError:
            # Somebody else's run came first: its set is the same as ours.
            if not small_is_ready(root):
                raise


def remove_leftovers(root: Path) -> None:
    """Remove the temporary folders of runs that were killed; a young one may belong to a run beside this one."""
    for left in (root / SMALL).parent.glob(".small-*"):
        if time.time() - left.stat().st_mtime > LEFTOVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _make_batches(folder: Path) -> None:
    folder.mkdir()
    draws = Draws(SEED)
    total = len(cifar_format.TRAINING_BATCHES)
    for number, name in enumerate(cifar_format.TRAINING_BATCHES, start=1):
        _make_batch(folder / name, f"training batch {number} of {total}", TRAINING_ROWS, draws)
    _make_batch(folder / cifar_format.TEST_BATCH, "testing batch 1 of 1", TEST_ROWS, draws)
    cifar_format.write_meta(folder / cifar_format.META, LABEL_NAMES, TRAINING_ROWS)


def _make_batch(path: Path, batch_label: str, count: int, draws: Draws) -> None:
    rows, labels = picture_set(count, draws)
    filenames = [f"{LABEL_NAMES[label]}_{path.name}_{place:04}.png" for place, label in enumerate(labels)]
    cifar_format.write_batch(path, batch_label, labels, rows, filenames)


def _write_stamp(folder: Path) -> None:
    inside = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    stamp = {
        "recipe": RECIPE_VERSION,
        "files": {name: path.stat().st_size for name, path in inside.items() if path.is_file()},
        "folders": [name for name, path in inside.items() if path.is_dir()],
    }
    (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
