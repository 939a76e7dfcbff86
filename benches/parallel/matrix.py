# Lists of lists: every task multiplies matrices of its own.
from playground import pmap

TASKS = 4


def work(n):
    a = [[i + j for j in range(n)] for i in range(n)]
    b = [[i - j for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return sum(sum(row) for row in c)


print(sum(pmap(work, [100] * TASKS)))
