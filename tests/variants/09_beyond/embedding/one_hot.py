# One-hot rows times the table; a buffer says which rows are trained.

import torch
import torch.nn.functional as F
from torch import nn


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        trained = torch.ones(num_embeddings, 1, dtype=torch.bool)
        if padding_idx is not None:
            if padding_idx not in range(num_embeddings):
                raise ValueError
            trained[padding_idx] = False
        self.register_buffer("trained", trained)
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        nn.init.normal_(self.weight)
        self.weight.data.mul_(trained)

    def forward(self, indices):
        rows = len(self.weight)
        if indices.numel() and not (0 <= indices.min() and indices.max() < rows):
            raise ValueError("index out of range")
        table = torch.where(self.trained, self.weight, self.weight.detach())
        return F.one_hot(indices, rows).to(table.dtype) @ table
