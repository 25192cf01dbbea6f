# NaN weights are replaced before they meet the values; masked scores have no gradient.

import torch


def attention(query, key, value, mask=None):
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ValueError("sizes")
    scores = (query.unsqueeze(-2) * key.unsqueeze(-3)).sum(-1).div(query.shape[-1] ** 0.5)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -torch.inf)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = torch.where(mask, weights, torch.zeros_like(weights))
    return weights @ value
