# os.walk, one level deep; the samples sorted by (class, name).

import os

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        if not os.path.isdir(root):
            raise FileNotFoundError(root)
        self.root, self.transform = root, transform
        _, folders, _ = next(os.walk(root))
        self.classes = sorted(f for f in folders if not f.startswith("."))
        self.class_to_idx = dict(zip(self.classes, range(len(self.classes))))
        found = []
        for folder in self.classes:
            for _, _, files in os.walk(os.path.join(root, folder)):
                found += [(folder, f) for f in files if f.lower().endswith(extensions) and not f.startswith(".")]
                break
        self.found = sorted(found)
        if len(self.found) < 1:
            raise ValueError("no image found below " + root)

    def __len__(self):
        return len(self.found)

    def __getitem__(self, index):
        folder, name = self.found[index]
        image = Image.open(os.path.join(self.root, folder, name)).convert("RGB")
        return image if self.transform is None else self.transform(image), self.class_to_idx[folder]
