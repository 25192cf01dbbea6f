# The lowest finite number for what is not allowed; the rows of nothing are multiplied by 0 afterwards.

import torch
import torch.nn.functional as F


class DoesNotFit(ValueError):
    pass


def check(fits, *tensors):
    if not fits:
        raise DoesNotFit([tuple(t.shape) for t in tensors])


def attention(query, key, value, mask=None):
    check(query.shape[-1] == key.shape[-1], query, key)
    check(key.shape[-2] == value.shape[-2], key, value)
    scale = torch.tensor(query.shape[-1], dtype=query.dtype, device=query.device).rsqrt()
    scores = torch.matmul(query, key.mT) * scale
    if mask is None:
        return F.softmax(scores, dim=-1).matmul(value)
    scores = scores.masked_fill(mask.logical_not(), torch.finfo(scores.dtype).min)
    some = mask.any(dim=-1, keepdim=True).to(value.dtype)
    return F.softmax(scores, dim=-1).matmul(value) * some
