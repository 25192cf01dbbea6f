# exercise: 04_pooling/max_pool2d
# status: limit
# about: prints 200 MB
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    for _ in range(200):
        print('x' * 1_000_000)
    return x
