"""Let `import torchvision` work where its compiled part does not load beside torch. Loaded on both sides of the wall."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch

SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def declare_torchvision_schemas() -> torch.library.Library:
    """Declare the two operator schemas whose absence stops the import; keep what is returned as long as they are needed.

    With a CPU-only torch, torchvision's default build fails with "operator torchvision::nms does not exist"; datasets,
    transforms and models work without the compiled part. Where that part loads it declares them itself, and must be first:
    declared twice, they end the process.
    """
    library = torch.library.Library("torchvision", "FRAGMENT")
    if not _compiled_part_loads():
        for schema in SCHEMAS:
            library.define(schema)
    return library


def _compiled_part_loads() -> bool:
    """Load torchvision's compiled part, as its import will; return whether its operators are there."""
    if not hasattr(torch.ops.torchvision, "nms"):
        for path in _compiled_files():
            try:
                torch.ops.load_library(str(path))
            except OSError:  # it was built for another torch
                continue
    return hasattr(torch.ops.torchvision, "nms")


def _compiled_files() -> list[Path]:
    found = importlib.util.find_spec("torchvision")
    if found is None or found.origin is None:
        return []
    return sorted(path for path in Path(found.origin).parent.glob("_C.*") if path.suffix in (".so", ".pyd", ".dylib"))
