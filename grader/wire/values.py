"""What crosses the wire beside plain data: handles and names of what stays in the worker. Loaded on both sides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Handle:
    """An object that stays in the worker: its number there, and its type's name for messages."""

    number: int
    type_name: str = "object"


@dataclass(frozen=True)
class ModuleName:
    """A name in one of the worker's modules: `module` is "submission" or "props"."""

    module: str
    name: str


@dataclass
class Budget:
    """What one frame may still hold; each decoded value takes from it before anything is allocated."""

    elements: int = 200_000
    tensor_bytes: int = 512 * 1024 * 1024


MAX_DEPTH = 64
MAX_KEYS = 4096  # keys that all hash alike cost their number squared
MAX_NAME_BYTES = 200
TENSOR_WEIGHT = 20  # what a tensor, an array or a picture takes of the budget of elements, as it costs as much more time
MAX_INTEGER_BYTES = 512
MAX_DIMENSIONS = 64
