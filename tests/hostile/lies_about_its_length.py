# exercise: 02_data/image_folder
# status: failed,timeout,limit
# about: a data set without end whose length is a lie
import torch
class ImageFolderDataset(torch.utils.data.Dataset):
    def __init__(self, *a, **k): self.classes, self.class_to_idx = [], {}
    def __len__(self): return 10**9
    def __getitem__(self, index): return None, 0
