# exercise: 04_pooling/max_pool2d
# status: failed
# about: a thread that never ends
import threading, time
threading.Thread(target=lambda: time.sleep(600)).start()
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    return x
