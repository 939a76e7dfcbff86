# A group that fails together
# When one task of a group fails, the others are cancelled, and the group raises what went wrong.
# > cancelled: slow
# > failed: ['no such page']
# > quick came through
import asyncio


async def fetch(name, seconds, fails=False):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print("cancelled:", name)
        raise
    if fails:
        raise ValueError("no such page")
    return f"{name} came through"


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            quick = group.create_task(fetch("quick", 0.01))
            group.create_task(fetch("missing", 0.02, fails=True))
            group.create_task(fetch("slow", 0.30))
    except* ValueError as failures:
        print("failed:", [str(error) for error in failures.exceptions])
    print(quick.result())


asyncio.run(main())
