# all windows as a view, and one einsum
import torch


def two(value):
    a, b = (value, value) if isinstance(value, int) else value  # too many or too few: ValueError
    return a, b


def correlate2d(image, kernel, stride=1, padding=0):
    (sh, sw), (ph, pw) = two(stride), two(padding)
    H, W = image.shape
    kh, kw = kernel.shape
    if sh < 1 or sw < 1 or ph < 0 or pw < 0 or kh > H + 2 * ph or kw > W + 2 * pw:
        raise ValueError(f"kernel {kh}x{kw}, image {H}x{W}, stride {stride}, padding {padding}")
    padded = torch.nn.functional.pad(image, (pw, pw, ph, ph))
    windows = padded.unfold(0, kh, sh).unfold(1, kw, sw)
    return torch.einsum("ijab,ab->ij", windows, kernel)
