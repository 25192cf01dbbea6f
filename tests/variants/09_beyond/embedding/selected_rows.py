# index_select on the flat indices; lazily detached copy mixed in by arithmetic.

import torch


class Embedding(torch.nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super(Embedding, self).__init__()
        assert_row(padding_idx is None or 0 <= padding_idx < num_embeddings, padding_idx)
        self.padding_idx = -1 if padding_idx is None else padding_idx
        weight = torch.randn(num_embeddings, embedding_dim)
        weight[torch.arange(num_embeddings) == self.padding_idx] = 0.0
        self.register_parameter("weight", torch.nn.Parameter(weight))

    def forward(self, indices):
        flat = indices.reshape(-1)
        assert_row(bool(((flat >= 0) & (flat < self.weight.size(0))).all()), flat)
        picked = torch.index_select(self.weight, 0, flat).unflatten(0, indices.shape) if indices.dim() else self.weight[indices]
        if self.padding_idx >= 0:
            here = indices == self.padding_idx
            fixed = picked.detach().clone()
            picked = picked.masked_fill(here.unsqueeze(-1), 0) + fixed.masked_fill(~here.unsqueeze(-1), 0)
        return picked


def assert_row(fine, what):
    if not fine:
        raise ValueError(f"outside: {what}")
