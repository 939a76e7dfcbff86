# The sum of the squares below three million: a loop over integers.


def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


print(sum_of_squares(3_000_000))
