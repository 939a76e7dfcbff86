import socket
import subprocess
import queue
import treading
import nowhere
import pathlib
from . import other
from threading import *
from threading import Lok, RLock
from playground import gahter
from __future__ import annotations
import concurrent.futures
