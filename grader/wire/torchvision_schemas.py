"""Let `import torchvision` work where its compiled part does not load beside torch. Loaded on both sides of the wall."""

from __future__ import annotations

import contextlib

import torch


def declare_torchvision_schemas() -> torch.library.Library:
    """Declare the two operator schemas whose absence stops the import; keep what is returned as long as they are needed.

    With a CPU-only torch, torchvision's default build fails with "operator torchvision::nms does not exist"; datasets,
    transforms and models work without the compiled part.
    """
    library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in (
        "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
        "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    ):
        with contextlib.suppress(RuntimeError):  # the compiled part is there and has declared it
            library.define(schema)
    return library
