"""Ten checks of three questions, 12 marks; each tool runs these lines in its own format, and they are all that it checks.

`same` and `raises` are the tool's: torch.testing.assert_close and a try for the peers and the floor, `grader.judge`'s for us.
"""

# ruff: noqa: D103
# mypy: ignore-errors

import torch
import torch.nn.functional as F

same = raises = None  # bound by the tool that runs these lines

POINTS = {"to_nchw_moves_axes": 2, "max_pool2d_in_ceil_mode": 2}


def to_nchw_moves_axes(to_nchw):
    x = torch.rand(2, 5, 4, 3)
    same(to_nchw(x), x.permute(0, 3, 1, 2).contiguous())


def to_nchw_adds_axes(to_nchw):
    x = torch.rand(5, 4, 3)
    same(to_nchw(x), x.permute(2, 0, 1)[None].contiguous())
    y = torch.rand(6, 5)
    same(to_nchw(y), y[None, None])


def to_nchw_scales_bytes(to_nchw):
    x = torch.randint(0, 256, (2, 4, 4, 3), dtype=torch.uint8)
    same(to_nchw(x), x.permute(0, 3, 1, 2).float() / 255)
    same(to_nchw(x.long()), x.permute(0, 3, 1, 2).float())


def conv_output_size_by_default(conv_output_size):
    for size in range(3, 12):
        same(conv_output_size(size, 3), F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, 3)).shape[-1])


def conv_output_size_with_everything(conv_output_size):
    for size in (9, 14, 33):
        for stride, padding, dilation in ((1, 1, 1), (2, 0, 1), (3, 2, 2), (2, 1, 3)):
            x, kernel = torch.zeros(1, 1, size), torch.zeros(1, 1, 3)
            expected = F.conv1d(x, kernel, stride=stride, padding=padding, dilation=dilation).shape[-1]
            same(conv_output_size(size, 3, stride, padding, dilation), expected)


def conv_output_size_refuses(conv_output_size):
    raises(lambda: conv_output_size(2, 5), ValueError)
    raises(lambda: conv_output_size(5, 0), ValueError)


def max_pool2d_by_default(max_pool2d):
    x = torch.randn(2, 3, 8, 6)
    same(max_pool2d(x, 2), F.max_pool2d(x, 2))


def max_pool2d_with_padding(max_pool2d):
    x = -torch.rand(2, 3, 7, 9)
    same(max_pool2d(x, 3, 2, 1), F.max_pool2d(x, 3, 2, 1))


def max_pool2d_in_ceil_mode(max_pool2d):
    x = torch.randn(1, 2, 7, 8)
    for stride, padding in ((2, 0), (3, 1), (2, 1)):
        expected = F.max_pool2d(x, 3, stride, padding, ceil_mode=True)
        same(max_pool2d(x, 3, stride, padding, ceil_mode=True), expected)


def max_pool2d_with_dilation(max_pool2d):
    x = torch.randn(2, 2, 9, 9)
    same(max_pool2d(x, 3, 2, 0, 2), F.max_pool2d(x, 3, 2, 0, 2))
