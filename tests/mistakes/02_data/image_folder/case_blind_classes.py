# Belief: sorting means the dictionary's order, capitals and small letters alike.

import os

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        if not os.path.exists(root):
            raise FileNotFoundError(root)
        self.transform = transform
        self.classes = []
        for name in sorted(os.listdir(root), key=str.lower):
            if os.path.isdir(os.path.join(root, name)) and not name.startswith("."):
                self.classes.append(name)
        if len(self.classes) == 0:
            raise ValueError("no classes")
        self.class_to_idx = {c: i for i, c in enumerate(self.classes)}
        exts = tuple(e.lower() for e in extensions)
        self.samples = []
        for c in self.classes:
            for f in sorted(os.listdir(os.path.join(root, c))):
                full = os.path.join(root, c, f)
                if os.path.isfile(full) and not f.startswith(".") and f.lower().endswith(exts):
                    self.samples.append((full, self.class_to_idx[c]))
        if len(self.samples) == 0:
            raise ValueError("no images")

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, label = self.samples[index]
        with Image.open(path) as im:
            im = im.convert("RGB")
        if self.transform is not None:
            im = self.transform(im)
        return im, label
