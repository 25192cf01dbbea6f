# A subclass of torchvision's VisionDataset; classes and class_to_idx are properties.

import os
from pathlib import Path

from PIL import Image
from torchvision.datasets import VisionDataset


class ImageFolderDataset(VisionDataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        super().__init__(root, transform=transform)
        if not os.path.exists(root):
            raise FileNotFoundError(root)
        self._index = {}
        for d in sorted(Path(root).glob("[!.]*")):
            if d.is_dir():
                self._index[d.name] = sorted(
                    f for f in d.glob("[!.]*") if f.is_file() and f.suffix.lower() in [e.lower() for e in extensions]
                )
        self._flat = [(f, n) for n, fs in enumerate(self._index.values()) for f in fs]
        if not self._flat:
            raise ValueError("no images")

    @property
    def classes(self):
        return list(self._index)

    @property
    def class_to_idx(self):
        return {c: n for n, c in enumerate(self._index)}

    def __len__(self):
        return len(self._flat)

    def __getitem__(self, i):
        f, n = self._flat[i]
        with f.open("rb") as fp, Image.open(fp) as im:
            im = im.convert("RGB")
        return self.transform(im) if self.transform else im, n
