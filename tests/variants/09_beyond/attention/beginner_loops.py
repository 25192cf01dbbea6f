# One query after the other, on inputs whose leading axes were made one.

import torch


def one(query, key, value, mask):
    rows = []
    for l in range(query.shape[0]):
        scores = []
        for s in range(key.shape[0]):
            if mask is None or mask[l, s]:
                scores.append((query[l] * key[s]).sum() / query.shape[1] ** 0.5)
            else:
                scores.append(None)
        allowed = [score for score in scores if score is not None]
        if len(allowed) == 0:
            rows.append(torch.zeros(value.shape[1], dtype=value.dtype, device=value.device))
            continue
        largest = torch.stack(allowed).max()
        total = 0
        row = 0
        for s in range(key.shape[0]):
            if scores[s] is not None:
                weight = torch.exp(scores[s] - largest)
                total = total + weight
                row = row + weight * value[s]
        rows.append(row / total)
    return torch.stack(rows)


def attention(query, key, value, mask=None):
    if query.shape[-1] != key.shape[-1]:
        raise ValueError("E of query and key")
    if key.shape[-2] != value.shape[-2]:
        raise ValueError("S of key and value")
    lead = query.shape[:-2]
    L, S = query.shape[-2], key.shape[-2]
    q = query.reshape((-1,) + query.shape[-2:])
    k = key.reshape((-1,) + key.shape[-2:])
    v = value.reshape((-1,) + value.shape[-2:])
    if mask is not None:
        mask = mask.expand(lead + (L, S)).reshape(-1, L, S)
    results = [one(q[n], k[n], v[n], None if mask is None else mask[n]) for n in range(q.shape[0])]
    return torch.stack(results).reshape(lead + (L, value.shape[-1]))
