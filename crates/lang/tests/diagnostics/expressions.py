a = 3 + 4j
b = a @ a
b @= a
c = t"{a}"
