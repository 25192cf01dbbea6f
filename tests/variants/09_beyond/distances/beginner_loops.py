# Two loops, one distance at a time.

import torch


def pairwise_distance(a, b, p=2):
    if len(a.shape) != 2 or len(b.shape) != 2:
        raise ValueError("two dimensions please")
    if a.shape[1] != b.shape[1]:
        raise ValueError("D does not fit: " + str(a.shape[1]) + " and " + str(b.shape[1]))
    if p <= 0:
        raise ValueError("p is " + str(p))
    result = torch.zeros(a.shape[0], b.shape[0], dtype=a.dtype, device=a.device)
    for n in range(a.shape[0]):
        for m in range(b.shape[0]):
            difference = torch.abs(a[n] - b[m])
            if p == float("inf"):
                result[n, m] = torch.max(difference)
            else:
                result[n, m] = torch.sum(difference**p) ** (1 / p)
    return result


def cosine_similarity(a, b, eps=1e-8):
    if a.shape[1] != b.shape[1]:
        raise ValueError("D does not fit")
    if a.shape[0] != b.shape[0]:
        raise ValueError("N does not fit")
    answers = []
    for n in range(a.shape[0]):
        top = torch.dot(a[n], b[n])
        bottom = torch.sqrt(torch.dot(a[n], a[n])) * torch.sqrt(torch.dot(b[n], b[n]))
        answers.append(top / torch.maximum(bottom, torch.full_like(bottom, eps)))
    return torch.stack(answers)
