"""A picture of predictions: what was recognised above, what was not below; beside the wall."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

Prediction = tuple[Image.Image, str, str, float]


def draw_predictions(predictions: Sequence[Prediction], columns: int, target: Path) -> None:
    """Write a PNG of (image, predicted class, true class, probability), `columns` in a row.

    A mark and the true class tell right from wrong, not colour alone.
    """
    rows = max(1, -(-len(predictions) // columns))
    figure = Figure(figsize=(1.6 * columns, 2.1 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for one in axes.flat:
        one.axis("off")
    for one, (image, predicted, true, probability) in zip(axes.flat, predictions, strict=False):
        one.imshow(image)
        right = predicted == true
        title = f"✔ {predicted} {probability:.0%}" if right else f"✘ {predicted} {probability:.0%}\n({true})"
        one.set_title(title, fontsize=9, color="darkgreen" if right else "darkred")
    figure.savefig(target, dpi=120)
