def f(:
    return 1

x = = 2
print('ä', y z)
1 = x
f() += 1
    indented = 1
class C:
    pass
