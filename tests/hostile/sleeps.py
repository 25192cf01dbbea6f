# exercise: 04_pooling/max_pool2d
# status: timeout
# about: an hour's sleep at import
import time
time.sleep(3600)
