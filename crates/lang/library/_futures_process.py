# What `concurrent.futures` offers of executors with processes.
from _mp_executor import BrokenProcessPool, ProcessPoolExecutor
