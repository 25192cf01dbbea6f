# Check your work: make check EX=attention
"""Attention: every position asks all others for what it needs, and gets a mixture of their answers.

It is what transformers are made of. A query is compared with each key; the better a key fits, the more of its value goes into the
result.

`attention(query, key, value, mask=None)` takes the queries, [..., L, E], the keys, [..., S, E], and the values, [..., S, V], and
returns [..., L, V]. The leading axes, such as batch and head, are the same in all three, and there may be none. For each query:

    scores  = the dot products with all S keys, divided by the square root of E
    weights = softmax of the scores over the keys: S numbers above 0 that add up to 1
    result  = the sum of the values, each times its weight

Scores of +-1000 must come out right too, without NaN.

`mask` is a boolean tensor that broadcasts against [..., L, S]: [1, S], [L, S] and [N, 1, 1, S] are masks. True means that this
query may look at this key. What a query may not look at has the weight 0, and the other weights add up to 1. A query that may
look at nothing gets zeros, not NaN, and all gradients stay finite.

The result has the dtype and device of the inputs, which may lie in memory in any order and are not changed; gradients flow to
query, key and value.

Another number of features E in queries and keys, and another number S of keys and values are ValueErrors.

PyTorch's own attention, as a function or as a module, is forbidden here; `softmax` and matrix products are welcome.

Example:

    >>> query = torch.tensor([[0., 0.], [0., 0.]])
    >>> key = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
    >>> value = torch.tensor([[1.], [2.], [6.]])
    >>> attention(query, key, value)
    tensor([[3.], [3.]])
    >>> attention(query, key, value, torch.tensor([[False, True, True], [False, False, False]]))
    tensor([[4.], [0.]])
"""

import math

import torch


def attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
    """Return what each query gets: [..., L, E], [..., S, E], [..., S, V] -> [..., L, V]."""
    raise NotImplementedError("Your code goes here")
