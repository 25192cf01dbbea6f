# Check your work: make check EX=image_folder
"""A Dataset over a folder of photographs, one folder for each class: root/<class>/<file>.

A Dataset answers two questions: how many samples are there (`len`), and what is sample i (`dataset[i]`)? Real folders hold
more than pictures, and pictures of every kind, so the rules matter.

`ImageFolderDataset(root, transform=None, extensions=(".jpg", ".jpeg", ".png"))`

`classes` is the sorted list of the visible folders of root (empty ones too; hidden ones, whose name starts with a dot, and
files in root are passed over); `class_to_idx` gives each its number. A sample is `(image, label)`: a PIL image in RGB
whatever the file's mode, and an int. The transform, if there is one, gets that RGB image. Samples are ordered by class,
then by file name, as `sorted()` puts strings, whatever order the file system lists them in. `a + b` is a Dataset of the
samples of both, as torch's Dataset makes it.

Files with other extensions, hidden files and folders inside a class are passed over; extensions match without regard to
case. Negative indices work; an index out of range is an IndexError. Images are opened when they are asked for, not before,
and their files are closed again.

A missing root is a FileNotFoundError; a root without a class folder or without an image is a ValueError.

Example:

    root/ants/b.PNG  root/ants/a.jpg  root/bees/c.png  root/bees/notes.txt
    -> classes ["ants", "bees"], len 3, labels 0 (a.jpg), 0 (b.PNG), 1 (c.png)

    >>> import tempfile, pathlib
    >>> from PIL import Image
    >>> root = pathlib.Path(tempfile.mkdtemp())
    >>> for name in ("ants/b.PNG", "ants/a.jpg", "bees/c.png"):
    ...     (root / name).parent.mkdir(exist_ok=True)
    ...     Image.new("RGB", (4, 2)).save(root / name)
    >>> dataset = ImageFolderDataset(root)
    >>> dataset.classes
    ['ants', 'bees']
    >>> [label for image, label in dataset]
    [0, 0, 1]
    >>> dataset[0][0].size
    (4, 2)
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    """Pictures of root/<class>/<file> as (RGB image or transform(image), class number)."""

    def __init__(
        self,
        root: str | Path,
        transform: Callable | None = None,
        extensions: Sequence[str] = (".jpg", ".jpeg", ".png"),
    ) -> None:
        """List the files below `root`; FileNotFoundError or ValueError where there is nothing to list."""
        raise NotImplementedError("Your code goes here")

    def __len__(self) -> int:
        """Return the number of images."""
        raise NotImplementedError("Your code goes here")

    def __getitem__(self, index: int) -> tuple:
        """Return (image, label) of one sample; IndexError out of range."""
        raise NotImplementedError("Your code goes here")
