"""torchvision imports with and without its compiled part: in processes of their own, as operators are declared once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A compiled part that loads: it declares the operators, and would end the process if they were there already.
LOADS = """
import torch
from pathlib import Path
from grader.wire import torchvision_schemas
kept = []
def load_library(path):
    assert not hasattr(torch.ops.torchvision, "nms"), "declared before the compiled part"
    library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in torchvision_schemas.SCHEMAS:
        library.define(schema)
    kept.append(library)
torch.ops.load_library = load_library
torchvision_schemas._compiled_files = lambda: [Path("_C.so")]
"""
FAILS = """
from pathlib import Path
from grader.wire import torchvision_schemas
torchvision_schemas._compiled_files = lambda: [Path("/nowhere/_C.so")]
"""
USE = """
import torch
library = torchvision_schemas.declare_torchvision_schemas()
again = torchvision_schemas.declare_torchvision_schemas()
assert torch.ops.torchvision.nms.default._schema.name == "torchvision::nms"
print("fine", len(kept) if "kept" in globals() else 0)
"""


def run(*parts: str) -> str:
    command = [sys.executable, "-c", "".join(parts)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_a_compiled_part_that_loads_is_first() -> None:
    """It is loaded once and declares the operators itself; nothing is declared beside it."""
    assert run(LOADS, USE) == "fine 1\n"


def test_without_the_compiled_part_they_are_declared() -> None:
    """A part that does not load is passed over; a second call changes nothing."""
    assert run(FAILS, USE) == "fine 0\n"


def test_torchvision_imports_here() -> None:
    """The real one, whichever way it is built."""
    script = (
        "from grader.wire import torchvision_schemas as t; kept = t.declare_torchvision_schemas(); "
        "import torchvision.transforms; print('fine')"
    )
    assert run(script) == "fine\n"
