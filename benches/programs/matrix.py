# The product of two matrices of 160 by 160: lists of lists.


def matrix(n, offset):
    return [[(row * n + column + offset) % 17 for column in range(n)] for row in range(n)]


def product(a, b):
    n = len(a)
    result = []
    for i in range(n):
        row_of_a = a[i]
        row = []
        for j in range(n):
            total = 0
            for k in range(n):
                total += row_of_a[k] * b[k][j]
            row.append(total)
        result.append(row)
    return result


done = product(matrix(160, 1), matrix(160, 5))
print(sum([sum(row) for row in done]))
