*a = [1]
*a, *b = [1]
print(*a)
x = *a
for *c in a:
    pass
