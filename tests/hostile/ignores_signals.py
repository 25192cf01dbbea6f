# exercise: 04_pooling/max_pool2d
# status: timeout
# about: loops with every signal ignored
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    while True:
        pass
