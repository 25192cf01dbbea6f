# bernoulli, the mask scaled beforehand
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p: float = 0.5):
        super().__init__()
        if not (0.0 <= p <= 1.0):
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.keep = 1.0 - p

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and self.keep < 1:
            mask = torch.empty_like(x).bernoulli_(self.keep)
            if self.keep > 0:
                mask /= self.keep
            x = x * mask
        return x

    def extra_repr(self):
        return f"p={1 - self.keep}"
