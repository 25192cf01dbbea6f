# A beginner's plain style: os.listdir, loops, lists side by side.

import os
from PIL import Image
import torch
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        super().__init__()
        self.transform = transform
        self.classes = []
        entries = os.listdir(root)
        entries.sort()
        for entry in entries:
            if entry[0] == ".":
                continue
            if os.path.isdir(root + "/" + entry):
                self.classes.append(entry)
        self.class_to_idx = {}
        i = 0
        for c in self.classes:
            self.class_to_idx[c] = i
            i = i + 1
        self.paths = []
        self.labels = []
        for c in self.classes:
            names = os.listdir(os.path.join(root, c))
            names.sort()
            for name in names:
                full = os.path.join(root, c, name)
                if os.path.isdir(full):
                    continue
                if name[0] == ".":
                    continue
                ok = False
                for e in extensions:
                    if name.lower().endswith(e.lower()):
                        ok = True
                if ok == True:
                    self.paths.append(full)
                    self.labels.append(self.class_to_idx[c])
        if self.paths == []:
            raise ValueError("There are no images in " + str(root))

    def __getitem__(self, idx):
        if idx >= len(self.paths) or idx < -len(self.paths):
            raise IndexError("index " + str(idx) + " is out of range")
        img = Image.open(self.paths[idx])
        img = img.convert("RGB")
        if self.transform:
            img = self.transform(img)
        return img, self.labels[idx]

    def __len__(self):
        return len(self.paths)
