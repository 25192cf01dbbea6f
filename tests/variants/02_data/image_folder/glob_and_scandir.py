# glob.glob and os.scandir; labels in a tensor, handed out as ints; an error class of its own.

import glob
import os

import torch
import torch.utils.data
from PIL import Image


class NoImages(ValueError):
    pass


def is_image(path, extensions):
    return os.path.isfile(path) and os.path.splitext(path)[-1].lower() in [e.lower() for e in extensions]


class ImageFolderDataset(torch.utils.data.Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        with os.scandir(root) as entries:
            self.classes = sorted([e.name for e in entries if e.is_dir() and not e.name.startswith(".")])
        self.class_to_idx = {name: self.classes.index(name) for name in self.classes}
        self.transform = transform if transform is not None else (lambda image: image)
        self.files, labels = [], []
        for label, name in enumerate(self.classes):
            files = glob.glob(os.path.join(glob.escape(str(root)), glob.escape(name), "*"))
            files = sorted((f for f in files if is_image(f, extensions)), key=os.path.basename)
            self.files.extend(files)
            labels.extend([label] * len(files))
        if not self.files:
            raise NoImages("nothing to learn from in %s" % root)
        self.labels = torch.tensor(labels)

    def __len__(self):
        return self.labels.shape[0]

    def __getitem__(self, index):
        label = int(self.labels[index])
        image = Image.open(self.files[index])
        rgb = Image.new("RGB", image.size)
        rgb.paste(image.convert("RGB"))
        image.close()
        return self.transform(rgb), label
