# Task groups: who fails takes the others along, and all that went wrong is reported together.
# > all is well
# >   mail: mail answered
# >   maps: maps answered
# > one refuses
# >   service errors: ['no mail']
# >   maps: cancelled
# > several fail at once
# >   unavailable: mail is unavailable - try again after 5
# >   service errors: ['no news']
# >   programming errors: (KeyError('place'),)
# >   chat: cancelled
# > leaves: 3 2 1
# > depth: (KeyError('b'),)
# > only refused: 1
# > unhandled errors in a TaskGroup (2 sub-exceptions)
import asyncio


class ServiceError(Exception):
    pass


class Refused(ServiceError):
    pass


class Unavailable(ServiceError):
    def __init__(self, service, after):
        super().__init__(f"{service} is unavailable")
        self.after = after


async def call(service, *, fails=None, turns=1):
    for _ in range(turns):
        await asyncio.sleep(0)
    if fails is not None:
        raise fails
    return f"{service} answered"


async def gather_answers(title, **services):
    """Calls all services in one group and says how it ended."""
    print(title)
    tasks = {}
    try:
        async with asyncio.TaskGroup() as group:
            for name, options in services.items():
                tasks[name] = group.create_task(call(name, **options))
    except* Unavailable as errors:
        for error in errors.exceptions:
            print("  unavailable:", error, "- try again after", error.after)
    except* ServiceError as errors:
        print("  service errors:", [str(error) for error in errors.exceptions])
    except* (KeyError, TypeError) as errors:
        print("  programming errors:", errors.exceptions)
    for name, task in tasks.items():
        if task.cancelled():
            print(f"  {name}: cancelled")
        elif task.exception() is None:
            print(f"  {name}: {task.result()}")


def count_leaves(error):
    if isinstance(error, BaseExceptionGroup):
        return sum(map(count_leaves, error.exceptions))
    return 1


async def nested():
    async def team(*failures):
        async with asyncio.TaskGroup() as group:
            for failure in failures:
                group.create_task(call("member", fails=failure))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(team(Refused("a"), KeyError("b")))
            group.create_task(team(Unavailable("c", 3)))
    except ExceptionGroup as error:
        services, others = error.split(ServiceError)
        print("leaves:", count_leaves(error), count_leaves(services), count_leaves(others))
        print("depth:", others.exceptions[0].exceptions)
        print("only refused:", count_leaves(error.subgroup(Refused)))
        print(error)


async def main():
    await gather_answers("all is well", mail={}, maps={"turns": 3})
    await gather_answers(
        "one refuses", mail={"fails": Refused("no mail"), "turns": 2}, maps={"turns": 50}
    )
    await gather_answers(
        "several fail at once",
        mail={"fails": Unavailable("mail", 5)},
        maps={"fails": KeyError("place")},
        news={"fails": Refused("no news")},
        chat={"turns": 40},
    )
    await nested()


asyncio.run(main())
