"""Training by the exercises together, as a user runs it: curves, checkpoints, a picture; what is not written yet is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from datasets.cifar_format import FOLDER, TEST_BATCH, TRAINING_BATCHES, write_batch, write_meta

ROOT = Path(__file__).resolve().parents[2]
ROWS = 12


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few rows in CIFAR-10's format."""
    folder = tmp_path_factory.mktemp("data") / FOLDER
    folder.mkdir()
    draws = np.random.default_rng(1)
    for name in (*TRAINING_BATCHES, TEST_BATCH):
        pixels = draws.integers(0, 256, (ROWS, 3072), dtype=np.uint8)
        labels = [index % 10 for index in range(ROWS)]
        write_batch(folder / name, name, labels, pixels, [f"{index}.png" for index in range(ROWS)])
    write_meta(folder / "batches.meta", [f"class{index}" for index in range(10)], ROWS)
    return folder


def train(*arguments: object, root: Path = ROOT) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    command = [sys.executable, "-m", "datasets.train", *(str(argument) for argument in arguments)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False, env=environment)
    return run.returncode, run.stdout + run.stderr


def test_everything_works_together(data: Path, tmp_path: Path) -> None:
    """Two epochs by the references: scalars and pictures for TensorBoard, both checkpoints, the picture of predictions."""
    code, said = train("--reference", "--data", data, "--epochs", 2, "--batch-size", 20, "--out", tmp_path, "--device", "cpu")
    assert code == 0, said
    assert "60 pictures to train on, 12 to test on" in said and "epoch 2: train loss" in said and "not written" not in said
    assert "epoch 3 is saved" in said and "tensorboard --logdir" in said
    assert list(tmp_path.glob("events.out.tfevents.*"))
    assert set(torch.load(tmp_path / "best.pt", weights_only=True))
    assert torch.load(tmp_path / "last.pt", weights_only=True)
    with Image.open(tmp_path / "predictions.png") as picture:
        assert picture.width > 600


def test_what_is_not_written_is_named(data: Path, tmp_path: Path) -> None:
    """On stubs: what training needs, and how to get on; in Chinese too."""
    code, said = train("--data", data, "--out", tmp_path / "out")
    assert code == 1 and "Traceback" not in said
    assert "exercises/06_models/cifar_net.py" in said and "make check EX=fit" in said
    assert "训练需要" in train("--data", data, "--lang", "zh")[1]
    assert not (tmp_path / "out").exists()


def test_a_folder_without_the_batches_is_named(data: Path, tmp_path: Path) -> None:
    """What is missing, and what to do; nothing is written."""
    code, said = train("--data", tmp_path, "--out", tmp_path / "out")
    assert code == 2 and "lacks batches.meta, data_batch_1" in said and "make data" in said
    assert not (tmp_path / "out").exists()
