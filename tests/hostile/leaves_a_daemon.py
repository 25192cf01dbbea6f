# exercise: 04_pooling/max_pool2d
# status: failed
# about: leaves a process behind that waits
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.environ['MARK'] = 'torchkata-leftover'
        time.sleep(600)
    os._exit(0)
def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    return x
