# Belief: keeping the transform in __init__ is enough.

import os

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        self.root = root
        self.transform = transform
        self.classes = []
        for name in sorted(os.listdir(root)):
            if os.path.isdir(os.path.join(root, name)) and not name.startswith("."):
                self.classes.append(name)
        self.class_to_idx = {name: index for index, name in enumerate(self.classes)}
        self.samples = []
        for name in self.classes:
            for file in sorted(os.listdir(os.path.join(root, name))):
                path = os.path.join(root, name, file)
                if file.startswith(".") or not os.path.isfile(path):
                    continue
                if os.path.splitext(file)[1].lower() in extensions:
                    self.samples.append((path, self.class_to_idx[name]))
        if len(self.samples) == 0:
            raise ValueError(f"no images in {root}")

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, label = self.samples[index]
        image = Image.open(path).convert("RGB")
        return image, label
