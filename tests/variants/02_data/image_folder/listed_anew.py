# Nothing is kept but the folder: classes and samples are listed anew whenever they are asked for.

import os

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        self.root, self.transform, self.extensions = root, transform, extensions
        os.listdir(root)
        if len(self) < 1:
            raise ValueError("no images")

    def _names(self, folder, test):
        return sorted(n for n in os.listdir(folder) if n[:1] != "." and test(os.path.join(folder, n)))

    @property
    def classes(self):
        return self._names(self.root, os.path.isdir)

    @property
    def class_to_idx(self):
        return dict((c, i) for i, c in enumerate(self.classes))

    @property
    def samples(self):
        for i, c in enumerate(self.classes):
            for n in self._names(os.path.join(self.root, c), os.path.isfile):
                if os.path.splitext(n.lower())[1] in tuple(map(str.lower, self.extensions)):
                    yield os.path.join(self.root, c, n), i

    def __len__(self):
        return len(list(self.samples))

    def __getitem__(self, i):
        path, label = list(self.samples)[i]
        with Image.open(path) as f:
            picture = f.convert(mode="RGB")
        return picture if self.transform is None else self.transform(picture), label
