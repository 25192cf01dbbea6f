"""The small CIFAR set: the same bytes everywhere, written as the originals are, learnable by no linear model."""

from __future__ import annotations

import hashlib
import os
import pickle
import pickletools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datasets.cifar_format import FILES, FOLDER, META, TEST_BATCH, TRAINING_BATCHES, write_batch
from datasets.making import SMALL, TEST_ROWS, TRAINING_ROWS, make_small
from datasets.pictures import LABEL_NAMES

DIGEST = "b142ec424ad2d389c8405d913062aaa10a8c286aba9f2dc1cd7b97c983c8d2a9"
# What Python 3 and NumPy 2 would write instead.
MODERN = {"BINUNICODE", "SHORT_BINUNICODE", "UNICODE", "BINBYTES", "SHORT_BINBYTES", "FRAME", "MEMOIZE", "STACK_GLOBAL"}


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh small set."""
    root = tmp_path_factory.mktemp("course")
    make_small(root)
    return root / SMALL / FOLDER


def read(path: Path, encoding: str) -> dict[Any, Any]:
    """Read a batch as a learner does; NumPy 2 warns of the old module name inside, also for the real files."""
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        content: dict[Any, Any] = pickle.load(file, encoding=encoding)
    return content


def opcodes(path: Path) -> list[tuple[str, object]]:
    """The opcodes of a pickle with their arguments, but for the memo's."""
    found = pickletools.genops(path.read_bytes())
    return [(code.name, argument) for code, argument, _ in found if "PUT" not in code.name]


def test_bytes_are_the_same_everywhere(batches: Path) -> None:
    """The seven files have the bytes that were made when this test was written."""
    together = b"".join((batches / name).read_bytes() for name in FILES)
    assert sorted(path.name for path in batches.iterdir()) == sorted(FILES)
    assert hashlib.sha256(together).hexdigest() == DIGEST


@pytest.mark.parametrize("name", [*TRAINING_BATCHES, TEST_BATCH])
def test_both_encodings_read_it(batches: Path, name: str) -> None:
    """A batch reads with bytes keys and with text keys, to rows, labels and names that belong together."""
    as_bytes, as_text = read(batches / name, "bytes"), read(batches / name, "latin1")
    assert list(as_text) == ["batch_label", "labels", "data", "filenames"]
    assert list(as_bytes) == [key.encode() for key in as_text]
    rows = TEST_ROWS if name == TEST_BATCH else TRAINING_ROWS
    assert as_text["data"].shape == (rows, 3072) and as_text["data"].dtype == np.uint8
    assert np.array_equal(as_text["data"], as_bytes[b"data"])
    assert len(as_text["labels"]) == len(as_text["filenames"]) == rows
    assert np.bincount(as_text["labels"]).tolist() == [rows // 10] * 10
    assert all(type(label) is int for label in as_text["labels"])
    assert [LABEL_NAMES[label] for label in as_text["labels"]] == [n.split("_")[0] for n in as_text["filenames"]]


def test_meta_reads_with_both_encodings(batches: Path) -> None:
    """`batches.meta` has the three keys of the original."""
    expected = {"num_cases_per_batch": TRAINING_ROWS, "label_names": list(LABEL_NAMES), "num_vis": 3072}
    assert read(batches / META, "latin1") == expected
    assert read(batches / META, "bytes")[b"label_names"] == [name.encode() for name in LABEL_NAMES]
    assert list(read(batches / META, "latin1")) == list(expected)


@pytest.mark.parametrize("name", FILES)
def test_opcodes_are_those_of_python_2(batches: Path, name: str) -> None:
    """No opcode of a later Python stands in any file, and the array is named as NumPy named it then."""
    codes = opcodes(batches / name)
    assert codes[0] == ("PROTO", 2)
    assert not MODERN & {code for code, _ in codes}
    globals_named = [argument for code, argument in codes if code == "GLOBAL"]
    old = ["numpy.core.multiarray _reconstruct", "numpy ndarray", "numpy dtype"]
    assert globals_named == ([] if name == META else old)


def test_large_batches_can_be_written(tmp_path: Path) -> None:
    """Row counts above one byte and memo places above 255 are written with the wider opcodes."""
    data = np.arange(300 * 3072, dtype=np.int64).astype(np.uint8).reshape(300, 3072)
    write_batch(tmp_path / "batch", "training batch 1 of 1", [7] * 300, data, [f"{n}.png" for n in range(300)])
    content = read(tmp_path / "batch", "latin1")
    assert np.array_equal(content["data"], data) and content["filenames"][299] == "299.png"


def test_a_linear_model_stays_near_chance(batches: Path) -> None:
    """Ridge regression on the pixels, the best of several strengths, gets few of the test rows right."""
    train = [read(batches / name, "latin1") for name in TRAINING_BATCHES]
    test = read(batches / TEST_BATCH, "latin1")
    x = np.concatenate([batch["data"] for batch in train]).astype(np.float64) / 255
    labels = np.concatenate([batch["labels"] for batch in train])
    mean = x.mean(0)
    gram, across = (x - mean) @ (x - mean).T, (test["data"] / 255 - mean) @ (x - mean).T
    scores = []
    for strength in (1.0, 100.0, 1000.0):
        weights = np.linalg.solve(gram + strength * np.eye(len(x)), np.eye(10)[labels] - 0.1)
        scores.append(float(np.mean((across @ weights).argmax(1) == test["labels"])))
    assert max(scores) < 0.4


def test_real_batches_have_the_same_opcodes(batches: Path) -> None:
    """Where a copy of the real CIFAR-10 is at hand, its pickles are built of the same opcodes as ours."""
    named = os.environ.get("TORCHKATA_REAL_DATA")
    if not named or not (Path(named) / FOLDER / TEST_BATCH).is_file():
        pytest.skip(f"TORCHKATA_REAL_DATA names no folder that holds the real {FOLDER}")
    real = Path(named) / FOLDER
    for name in FILES:
        assert shape(real / name) == shape(batches / name)


def shape(path: Path) -> list[tuple[str, object]]:
    """The opcodes with runs of the same opcode as one, and arguments only where every batch has the same."""
    shaped: list[tuple[str, object]] = []
    for name, argument in opcodes(path):
        wide = "BININT" if name in ("BININT1", "BININT2") else name
        entry = (wide, argument if wide == "GLOBAL" else None)
        if not shaped or shaped[-1] != entry:
            shaped.append(entry)
    return shaped
