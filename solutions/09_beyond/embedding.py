# Check your work: make check EX=embedding
"""A table of vectors, one row for each word, user or product: looking a row up is a layer like any other.

Networks compute with numbers that mean something by their size; the number of a word does not. So each word gets a row of
numbers of its own, and training moves the rows until words of a kind lie close together.

`Embedding(num_embeddings, embedding_dim, padding_idx=None)` is an `nn.Module` with exactly one parameter, `weight`, of the
shape [num_embeddings, embedding_dim], drawn from the normal distribution N(0, 1) with torch's generator. Calling it with an int64
tensor of indices, of any shape [...], gives [..., embedding_dim]: in the place of each index stands its row. The result has the
dtype and device of `weight`, and gradients flow through to it. A row that is looked up twice gets both gradients, their sum;
a row that is not looked up gets zeros. The indices are not changed, and may lie in memory in any order.

Sentences of different length are filled up with a padding word. With `padding_idx` its row starts at zero, and it gets no
gradient, so that training leaves it alone. It is a row like the others apart from that: when other values are loaded into
`weight`, the row that was loaded comes out.

An index below 0 or beyond the last row is a ValueError, and so is a `padding_idx` that is no row of the table, when the layer
is made: 0 <= padding_idx < num_embeddings, and negative numbers do not count from the end.

`nn.Embedding`, `F.embedding` and their other spellings are forbidden here.

Example:

    >>> layer = Embedding(3, 2)
    >>> _ = layer.load_state_dict({"weight": torch.tensor([[1., 2.], [3., 4.], [5., 6.]])})
    >>> layer(torch.tensor([2, 0])).detach()
    tensor([[5., 6.], [1., 2.]])
    >>> layer(torch.tensor([[1], [1]])).detach()
    tensor([[[3., 4.]], [[3., 4.]]])
    >>> Embedding(3, 2, padding_idx=1).weight[1].detach()
    tensor([0., 0.])
"""

import torch
from torch import nn


class Embedding(nn.Module):
    """Indices [...] -> rows of the table [..., embedding_dim]."""

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        """Draw the table; the padding row starts at zero."""
        super().__init__()
        ### BEGIN SOLUTION
        if padding_idx is not None and not 0 <= padding_idx < num_embeddings:
            raise ValueError(f"padding_idx {padding_idx} is no row of a table with {num_embeddings} rows")
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
        ### END SOLUTION

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        """Return the row of each index."""
        ### BEGIN SOLUTION
        outside = (indices < 0) | (indices >= len(self.weight))
        if outside.any():
            raise ValueError(f"index {indices[outside][0]} is outside of a table with {len(self.weight)} rows")
        rows = self.weight[indices]  # [...] -> [..., D]
        if self.padding_idx is None:
            return rows
        padding = (indices == self.padding_idx)[..., None]  # [..., 1]
        return torch.where(padding, rows.detach(), rows)  # the same values; no gradient for the padding row
        ### END SOLUTION
