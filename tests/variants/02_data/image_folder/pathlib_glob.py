# pathlib's glob and a dict comprehension; the picture is loaded inside a with.

from pathlib import Path

from PIL import Image
from torch.utils.data import Dataset


class ImageFolderDataset(Dataset):
    def __init__(self, root, transform=None, extensions=(".jpg", ".jpeg", ".png")):
        root = Path(root)
        if not root.exists():
            raise FileNotFoundError(f"no folder {root}")
        self.transform = transform
        self.classes = sorted(p.name for p in root.glob("*") if p.is_dir() and not p.name.startswith("."))
        self.class_to_idx = {c: i for i, c in enumerate(self.classes)}
        self.imgs = [
            (p, self.class_to_idx[c])
            for c in self.classes
            for p in sorted(root.joinpath(c).glob("*"))
            if p.is_file() and p.suffix.lower() in extensions and not p.name.startswith(".")
        ]
        if not self.imgs:
            raise ValueError(f"{root} has no images")

    def __len__(self) -> int:
        return len(self.imgs)

    def __getitem__(self, i: int):
        path, y = self.imgs[i]
        with open(path, "rb") as f:
            x = Image.open(f)
            x = x.convert("RGB")
        return (self.transform(x) if self.transform else x), y
