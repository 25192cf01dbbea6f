# PyTorch's own dropout does the work
# rule: here it is built by hand, from random numbers and a comparison
# fails: built_by_hand
import torch.nn.functional as F
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, self.training)
