# Row after row in a loop; a hook on the parameter takes the padding row's gradient away.

import torch
from torch import nn


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        if padding_idx is not None:
            if padding_idx < 0 or padding_idx >= num_embeddings:
                raise ValueError("padding_idx: " + str(padding_idx))
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        table = torch.normal(0.0, 1.0, size=(num_embeddings, embedding_dim))
        if padding_idx is not None:
            table[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(table)
        self.weight.register_hook(self.remove_padding)

    def remove_padding(self, gradient):
        gradient = gradient.clone()
        if self.padding_idx is not None:
            gradient[self.padding_idx] = 0
        return gradient

    def forward(self, indices):
        rows = []
        for index in indices.flatten().tolist():
            if index < 0 or index >= self.num_embeddings:
                raise ValueError(f"no row {index}")
            rows.append(self.weight[index])
        return torch.stack(rows).reshape(tuple(indices.shape) + (self.embedding_dim,))
