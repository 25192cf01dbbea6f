# Belief: the ending is no part of the file's name when files are put in order.

from pathlib import Path

import torch
from PIL import Image


class ImageFolderDataset(torch.utils.data.Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        self.root = Path(root)
        if not self.root.is_dir():
            raise FileNotFoundError(f"{root} does not exist")
        self.tf = transform
        wanted = {e.lower() for e in extensions}
        folders = {p.name: p for p in self.root.iterdir() if p.is_dir() and p.name[0] != "."}
        self.classes = sorted(folders)
        self.class_to_idx = dict(zip(self.classes, range(len(self.classes))))
        self.entries = [
            {"file": p, "label": self.class_to_idx[name]}
            for name in self.classes
            for p in sorted(folders[name].iterdir(), key=lambda p: p.stem)
            if p.is_file() and p.name[0] != "." and p.suffix.lower() in wanted
        ]
        if not self.classes or not self.entries:
            raise ValueError("nothing to see in " + str(root))

    def __len__(self):
        return len(self.entries)

    def _load(self, path):
        img = Image.open(path)
        img.load()
        rgb = img.convert("RGB")
        img.close()
        return rgb

    def __getitem__(self, i):
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        e = self.entries[i]
        img = self._load(e["file"])
        return (self.tf(img) if self.tf else img), e["label"]
