import threading
import time as clock

threading.Lok()
clock.slep(1)
clock.clock_gettime()
