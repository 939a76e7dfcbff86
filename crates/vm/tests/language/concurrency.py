import threading, time, asyncio
from playground import spawn, gather, pmap, chunks, checkpoint
lock = threading.Lock()
total = 0
def work(n):
    global total
    for _ in range(n):
        with lock:
            total += 1
ts = [threading.Thread(target=work, args=(10,)) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(total)
def sq(x): return x * x
print(gather(*[spawn(sq, i) for i in range(4)]), pmap(sq, [1, 2, 3]))
async def co(n):
    await asyncio.sleep(0.001 * n)
    return n * 2
async def main():
    r = await asyncio.gather(*(co(i) for i in range(3)))
    t = asyncio.create_task(co(5))
    print(r, await t, await co(1))
    try:
        await bad()
    except ValueError as e:
        print("caught", e)
    c = co(0)
    await c
    try:
        await c
    except RuntimeError as e:
        print(e)
async def bad():
    raise ValueError("async")
asyncio.run(main())
def fail(): raise KeyError("x")
t = spawn(fail)
try:
    t.result()
except KeyError as e:
    print("task", repr(e))
try:
    with 5: pass
except TypeError as e:
    print(e)
try:
    asyncio.run(5)
except (TypeError, ValueError) as e:
    print(type(e).__name__)
