# exercise: 04_pooling/max_pool2d
# status: failed,limit
# about: a gigabyte in a file
import tempfile
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(1024):
            file.write(b'x' * 2**20)
    return x
