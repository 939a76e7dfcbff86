# Cooperating with asyncio
# Coroutines hand over the event loop at every await: three waits take as long as the longest.
# > brewing coffee
# > toasting bread
# > boiling eggs
# > bread is ready
# > coffee is ready
# > eggs are ready
# > breakfast: ['coffee', 'bread', 'eggs']
# order: any
import asyncio


async def prepare(verb, what, are, seconds):
    print(verb, what)
    await asyncio.sleep(seconds)
    print(what, are, "ready")
    return what


async def main():
    coffee = asyncio.create_task(prepare("brewing", "coffee", "is", 0.03))
    bread = asyncio.create_task(prepare("toasting", "bread", "is", 0.02))
    eggs = asyncio.create_task(prepare("boiling", "eggs", "are", 0.05))
    breakfast = await asyncio.gather(coffee, bread, eggs)
    print("breakfast:", breakfast)


asyncio.run(main())
