# einsum; exponentials that are multiplied by the mask and divided by a sum that is never 0.

import torch


def attention(query, key, value, mask=None):
    *_, L, E = query.shape
    if key.size(-1) != E or value.size(-2) != key.size(-2):
        raise ValueError(f"{query.shape}, {key.shape}, {value.shape}")
    scores = torch.einsum("...le,...se->...ls", query * E**-0.5, key)
    if mask is None:
        mask = torch.ones((), dtype=torch.bool, device=query.device)
    scores = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    top = scores.detach().amax(-1, keepdim=True)
    top = torch.where(torch.isinf(top), torch.zeros_like(top), top)
    powers = (scores - top).exp()
    total = powers.sum(-1, keepdim=True)
    weights = powers / torch.where(total == 0, torch.ones_like(total), total)
    return torch.einsum("...ls,...sv->...lv", weights, value)
