break
for i in range(3):
    def f():
        continue
    break
else:
    continue
while True:
    pass
else:
    break
