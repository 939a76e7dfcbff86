def total(items):
    return sum(item.price for item in itms)

items = []
prnt(total(items))
spawn(total, items)
threading.Lock()
print(undefined)
if False:
    undefined = 1
