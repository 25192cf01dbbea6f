# one long __init__, pixel loops, encoding="bytes"
import os
import pickle
from PIL import Image
from torch.utils.data import Dataset

class CIFARBatches(Dataset):
    def __init__(self, root, train=True, transform=None):
        self.root = root
        self.transform = transform
        self.images = []
        self.labels = []
        base = os.path.join(root, "cifar-10-batches-py")
        if train == True:
            files = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"]
        else:
            files = ["test_batch"]
        for name in files:
            path = os.path.join(base, name)
            if not os.path.exists(path):
                raise FileNotFoundError("file not found: " + path)
            f = open(path, "rb")
            entry = pickle.load(f, encoding="bytes")
            f.close()
            for i in range(len(entry[b"labels"])):
                self.images.append(entry[b"data"][i])
                self.labels.append(int(entry[b"labels"][i]))
        f = open(os.path.join(base, "batches.meta"), "rb")
        meta = pickle.load(f, encoding="bytes")
        f.close()
        self.classes = []
        for name in meta[b"label_names"]:
            self.classes.append(name.decode("utf-8"))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        row = self.images[idx]
        img = Image.new("RGB", (32, 32))
        for y in range(32):
            for x in range(32):
                p = y * 32 + x
                img.putpixel((x, y), (int(row[p]), int(row[1024 + p]), int(row[2048 + p])))
        if self.transform:
            img = self.transform(img)
        return img, self.labels[idx]
