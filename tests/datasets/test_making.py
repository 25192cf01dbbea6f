"""Making the small sets: whole or not at all, quiet when they are there; finding and downloading the real CIFAR-10."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets import folders, real_cifar
from datasets.__main__ import main
from datasets.cifar_format import FILES, FOLDER
from datasets.making import SMALL, STAMP, make_small, remove_leftovers, small_is_ready


def test_the_command_makes_once_and_then_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first run says what it makes; the second one has nothing to do or say."""
    assert main([], tmp_path) == 0
    assert "making the small sets in datasets/small" in capsys.readouterr().out
    assert small_is_ready(tmp_path)
    assert main([], tmp_path) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lost", [f"{FOLDER}/data_batch_3", "images/train/ants/10.jpg", STAMP])
def test_a_lost_file_is_noticed_and_made_again(tmp_path: Path, lost: str) -> None:
    """A set from which a file is gone is not ready, and the next run makes it whole."""
    make_small(tmp_path)
    (tmp_path / SMALL / lost).unlink()
    assert not small_is_ready(tmp_path)
    assert main([], tmp_path) == 0
    assert small_is_ready(tmp_path)


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"recipe": 0, "files": {}, "folders": []}'])
def test_a_foreign_or_older_stamp_is_not_ready(tmp_path: Path, stamp: str) -> None:
    """A stamp that says nothing, or tells of an older recipe, does not count."""
    make_small(tmp_path)
    (tmp_path / SMALL / STAMP).write_text(stamp, encoding="utf-8")
    assert not small_is_ready(tmp_path)


def test_a_lost_empty_folder_is_noticed(tmp_path: Path) -> None:
    """The empty class is part of the set."""
    make_small(tmp_path)
    (tmp_path / SMALL / "images" / "train" / folders.EMPTY_CLASS).rmdir()
    assert not small_is_ready(tmp_path)


def test_an_interrupted_run_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle, a run leaves neither a half set nor its own folder; the older set stays as it was."""

    def stop(root: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(folders, "make_images", stop)
        with pytest.raises(KeyboardInterrupt):
            make_small(tmp_path)
        assert list((tmp_path / "datasets").iterdir()) == []
    make_small(tmp_path)
    monkeypatch.setattr(folders, "make_images", stop)
    with pytest.raises(KeyboardInterrupt):
        make_small(tmp_path)
    assert small_is_ready(tmp_path)


def test_leftovers_of_killed_runs_go(tmp_path: Path) -> None:
    """An old temporary folder is removed, a young one may belong to a run that is under way."""
    old, young = tmp_path / "datasets" / ".small-old", tmp_path / "datasets" / ".small-young"
    old.mkdir(parents=True)
    young.mkdir()
    os.utime(old, (0, 0))
    remove_leftovers(tmp_path)
    assert not old.exists() and young.exists()


def test_the_stamp_lists_every_file(tmp_path: Path) -> None:
    """What is checked is all that is there."""
    make_small(tmp_path)
    small = tmp_path / SMALL
    files = {path.relative_to(small).as_posix() for path in small.rglob("*") if path.is_file()} - {STAMP}
    assert set(json.loads((small / STAMP).read_text(encoding="utf-8"))["files"]) == files


def test_the_real_set_is_used_once_all_of_it_is_there(tmp_path: Path) -> None:
    """`locate_cifar` gives the small set until all seven files of the real one stand in datasets/."""
    real = tmp_path / "datasets" / FOLDER
    real.mkdir(parents=True)
    for name in FILES:
        assert real_cifar.locate_cifar(tmp_path) == tmp_path / SMALL / FOLDER
        (real / name).touch()
    assert real_cifar.locate_cifar(tmp_path) == real
    assert real_cifar.download_cifar(tmp_path) == real


def test_without_a_network_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed download ends with exit code 2, the reason and the way round; the small set is there all the same."""

    def offline(root: str, train: bool, download: bool) -> None:
        raise OSError("no route to host")

    libraries = SimpleNamespace(CIFAR10=offline, declare_torchvision_schemas=lambda: None)
    monkeypatch.setattr(importlib, "import_module", lambda name: libraries)
    assert main(["--download"], tmp_path) == 2
    told = capsys.readouterr().err
    assert "no route to host" in told and "put the folder cifar-10-batches-py" in told
    assert small_is_ready(tmp_path)
