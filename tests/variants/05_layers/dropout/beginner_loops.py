# a loop that decides number by number
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p

    def forward(self, x):
        if self.training == False:
            return x
        flat = x.reshape(-1)
        randoms = torch.rand(len(flat))
        factors = []
        for r in randoms.tolist():
            if r < self.p:
                factors.append(0.0)
            else:
                factors.append(1 / (1 - self.p))
        mask = torch.tensor(factors, dtype=x.dtype, device=x.device)
        return (flat * mask).reshape(x.shape)
