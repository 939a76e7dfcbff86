def function():
    from math import *


class Class:
    from time import *


from nowhere import *
from collections import Counter, Countr
x = = 1
