"""The image folders: every kind of awkward file that real folders have is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datasets.folders import CLASSES, EMPTY_CLASS, HIDDEN_CLASS, OTHERS, PHOTOS, make_images


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Freshly made image folders."""
    root = tmp_path_factory.mktemp("images")
    make_images(root)
    return root


def test_the_awkward_files_are_there(images: Path) -> None:
    """Empty and hidden folders, folders inside classes, hidden and other files, and a file in the root."""
    train = images / "train"
    assert {path.name for path in train.iterdir() if path.is_dir()} == {*CLASSES, EMPTY_CLASS, HIDDEN_CLASS}
    assert not list((train / EMPTY_CLASS).iterdir())
    assert all((train / name).is_file() for name in OTHERS)
    assert (train / "bees" / "raw").is_dir() and (train / "wasps" / "folder.jpg").is_dir()
    assert {path.name for path in (images / "val").iterdir()} == set(CLASSES)


def test_modes_and_endings_cover_what_real_folders_have(images: Path) -> None:
    """Each picture opens in the mode and size that the list says; all modes and endings occur."""
    modes, endings = set(), set()
    for split, classes in PHOTOS.items():
        for name, photos in classes.items():
            for photo in photos:
                path = images / split / name / photo.name
                with Image.open(path) as image:
                    image.load()
                    assert (image.mode, image.size) == (photo.mode, photo.size), path
                    assert image.convert("RGB").mode == "RGB"
                modes.add(photo.mode)
                endings.add(path.suffix)
    assert modes == {"RGB", "RGBA", "L", "LA", "P", "CMYK", "1"}
    assert endings == {".jpg", ".JPG", ".jpeg", ".Jpeg", ".JPEG", ".png", ".PNG", ".Png"}


def test_names_sort_otherwise_than_they_were_written() -> None:
    """In each class folder of the training split the order of writing is not the order of names; 10 comes before 2."""
    for photos in PHOTOS["train"].values():
        names = [photo.name for photo in photos]
        assert names != sorted(names)
    ants = sorted(photo.name for photo in PHOTOS["train"]["ants"])
    assert ants[:3] == ["1.jpg", "10.jpg", "2.jpg"]


def test_pictures_are_all_different_and_the_same_each_time(images: Path, tmp_path: Path) -> None:
    """A second run makes the same files, and no two pictures are alike."""
    make_images(tmp_path)
    files = [path.relative_to(images) for path in sorted(images.rglob("*")) if path.is_file()]
    assert all((images / name).read_bytes() == (tmp_path / name).read_bytes() for name in files)
    pictures = set()
    for split, classes in PHOTOS.items():
        for name, photos in classes.items():
            for photo in photos:
                with Image.open(images / split / name / photo.name) as image:
                    pictures.add(np.asarray(image.convert("RGB")).tobytes())
    assert len(pictures) == sum(len(photos) for classes in PHOTOS.values() for photos in classes.values())
