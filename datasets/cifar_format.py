"""Writes CIFAR-10's python batches as the originals are: Python 2 pickles, protocol 2; runs beside the wall.

Python 3 cannot write them: its str becomes a unicode opcode and its NumPy arrays name a module of today's NumPy. So the
opcodes are set down here one by one, in the order in which cPickle did it in 2009. Readers need `encoding="bytes"` or
`"latin1"`, as they do with the real files.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from pathlib import Path

from datasets.pictures import Pixels

FOLDER = "cifar-10-batches-py"
TRAINING_BATCHES = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_BATCH = "test_batch"
META = "batches.meta"
FILES = (META, *TRAINING_BATCHES, TEST_BATCH)


def write_batch(path: Path, batch_label: str, labels: Sequence[int], data: Pixels, filenames: Sequence[str]) -> None:
    """Write one batch: rows `[N, 3072]` of uint8 with a label and a file name each."""
    out = _Opcodes()
    out.open_dict()
    out.text("batch_label").text(batch_label)
    out.text("labels").numbers(labels)
    out.text("data").array(data)
    out.text("filenames").texts(filenames)
    path.write_bytes(out.finished())


def write_meta(path: Path, label_names: Sequence[str], cases_per_batch: int) -> None:
    """Write `batches.meta`: the classes' names, the rows in a batch and the numbers in a row."""
    out = _Opcodes()
    out.open_dict()
    out.text("num_cases_per_batch").number(cases_per_batch)
    out.text("label_names").texts(label_names)
    out.text("num_vis").number(3072)
    path.write_bytes(out.finished())


class _Opcodes:
    """A pickle under way; each value but the numbers is remembered (BINPUT), as cPickle does it."""

    def __init__(self) -> None:
        self._parts = [pickle.PROTO, b"\x02"]
        self._remembered = 0

    def _add(self, *parts: bytes, remember: bool = False) -> _Opcodes:
        self._parts += parts
        if remember:
            self._remembered += 1
            place = self._remembered
            self._parts.append(pickle.BINPUT + bytes([place]) if place < 256 else pickle.LONG_BINPUT + struct.pack("<I", place))
        return self

    def open_dict(self) -> None:
        self._add(pickle.EMPTY_DICT, remember=True)._add(pickle.MARK)

    def finished(self) -> bytes:
        self._add(pickle.SETITEMS, pickle.STOP)
        return b"".join(self._parts)

    def text(self, value: str) -> _Opcodes:
        raw = value.encode("ascii")
        return self._add(pickle.SHORT_BINSTRING, bytes([len(raw)]), raw, remember=True)

    def number(self, value: int) -> _Opcodes:
        if 0 <= value < 2**8:
            return self._add(pickle.BININT1, struct.pack("<B", value))
        if 0 <= value < 2**16:
            return self._add(pickle.BININT2, struct.pack("<H", value))
        return self._add(pickle.BININT, struct.pack("<i", value))

    def numbers(self, values: Sequence[int]) -> None:
        self._add(pickle.EMPTY_LIST, remember=True)._add(pickle.MARK)
        for value in values:
            self.number(value)
        self._add(pickle.APPENDS)

    def texts(self, values: Sequence[str]) -> None:
        self._add(pickle.EMPTY_LIST, remember=True)._add(pickle.MARK)
        for value in values:
            self.text(value)
        self._add(pickle.APPENDS)

    def array(self, data: Pixels) -> None:
        """Add a uint8 matrix: an empty ndarray, then its state (version, shape, dtype, order, bytes)."""
        self._name("numpy.core.multiarray", "_reconstruct")._name("numpy", "ndarray")
        self.number(0)._add(pickle.TUPLE1, remember=True).text("b")._add(pickle.TUPLE3, remember=True)
        self._add(pickle.REDUCE, remember=True)._add(pickle.MARK).number(1)
        self.number(data.shape[0]).number(data.shape[1])._add(pickle.TUPLE2, remember=True)
        self._uint8()
        raw = data.tobytes()
        self._add(pickle.NEWFALSE, pickle.BINSTRING, struct.pack("<i", len(raw)), raw, remember=True)
        self._add(pickle.TUPLE, remember=True)._add(pickle.BUILD)

    def _uint8(self) -> None:
        self._name("numpy", "dtype").text("u1").number(0).number(1)
        self._add(pickle.TUPLE3, remember=True)._add(pickle.REDUCE, remember=True)
        self._add(pickle.MARK).number(3).text("|")._add(pickle.NONE * 3)
        self.number(-1).number(-1).number(0)._add(pickle.TUPLE, remember=True)._add(pickle.BUILD)

    def _name(self, module: str, name: str) -> _Opcodes:
        return self._add(pickle.GLOBAL, f"{module}\n{name}\n".encode("ascii"), remember=True)
