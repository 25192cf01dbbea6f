"""Answer a judge's requests in the zygote, so that no worker does anything for the first time. Untrusted side.

The interpreter rewrites a function's code and fills its caches while the function is new; in a fork each of these writes
copies a page. A file of ours is judged here as a learner's would be, and nothing of it stays.

Source: https://peps.python.org/pep-0659/ (when code is specialized)
"""

from __future__ import annotations

import linecache
import socket
import sys

import torch

from grader.wire.encode import encode
from grader.wire.frames import receive_frame, send_frame
from grader.wire.requests import pack_request
from grader.wire.values import Handle, ModuleName
from grader.worker.serve import Worker

TIMES = 16  # twice what the interpreter waits for
NAME = "rehearsal"
FILE_NAME = f"{NAME}.py"
SOURCE = '''"""What a learner's file looks like."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def answer(image: Tensor, size: int = 2) -> Tensor:
    """Return it."""
    if image.dim() != 4:
        raise ValueError(f"expected four dimensions, got {tuple(image.shape)}")
    n, c, h, w = image.shape
    out = torch.empty(n, c, h // size, w // size)
    for i in range(h // size):
        for j in range(w // size):
            out[:, :, i, j] = image[:, :, i * size : (i + 1) * size, j * size : (j + 1) * size].amax(dim=(2, 3))
    image = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).to(torch.float32)
    return (out - image[:, :, ::size, ::size].mean()) / math.sqrt(255.0)


class Answer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.layer(x))
'''


def rehearse() -> None:
    """Load a file, call it, let it raise, over a wire of our own; `torch` must have been imported and warmed up."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = Worker(theirs)

        def ask(operation: str, **fields: object) -> None:
            send_frame(ours, pack_request((), bytes(encode({"op": operation, **fields}, _refuse))))
            send_frame(theirs, worker.answer(receive_frame(theirs)))
            receive_frame(ours)

        image, target = torch.rand(1, 2, 4, 4), ModuleName("submission", "answer")
        for seed in range(TIMES):
            ask("load", source=SOURCE, name=NAME, file_name=FILE_NAME)
            ask("begin", seed=seed)
            for argument in (image, image[0]):
                ask("call", target=target, args=(argument,), kwargs={"size": 2}, keep_inputs=True)
            ask("call", target=ModuleName("submission", "Answer"), args=(), kwargs={}, keep_inputs=False)
    del sys.modules[NAME], linecache.cache[FILE_NAME]


def _refuse(value: object) -> Handle:
    raise TypeError(f"a request of the rehearsal can't hold {value!r}")
