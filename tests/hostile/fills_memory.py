# exercise: 04_pooling/max_pool2d
# status: limit
# about: takes memory until there is none
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    held = []
    while True:
        held.append(bytearray(50_000_000))
