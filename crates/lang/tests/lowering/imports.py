import threading
from time import sleep as nap, time
import math as m
if m.pi:
    import asyncio
lock = threading.Lock()
nap(1)
print(threading, asyncio.run, m.sqrt(2))

def f():
    import time
    time.sleep(1)
    from math import floor
    return floor(time.time())

time = 3
