# Futures with callbacks: chaining computations without waiting in between.
# > chained: 62 for two
# > failing step: ZeroDivisionError: division by zero
# > failing start: LookupError: no price for cogs
# > combined: 43
# > one fails: LookupError: no price for cogs
# > cancel: True True
# > blockers: [True, True, True]
import threading
from concurrent.futures import Future, ThreadPoolExecutor


def then(future, function):
    """A future for what the function makes of the first future's result."""
    chained = Future()

    def when_done(done):
        if done.cancelled():
            chained.cancel()
        elif done.exception() is not None:
            chained.set_exception(done.exception())
        else:
            try:
                chained.set_result(function(done.result()))
            except Exception as error:
                chained.set_exception(error)

    future.add_done_callback(when_done)
    return chained


def combine(futures):
    """A future for the list of all results; the first failure decides."""
    combined = Future()
    lock = threading.Lock()
    missing = len(futures)

    def when_done(done):
        nonlocal missing
        with lock:
            missing -= 1
            last = missing == 0
            if combined.done():
                return
            if done.exception() is not None:
                combined.set_exception(done.exception())
            elif last:
                combined.set_result([future.result() for future in futures])

    for future in futures:
        future.add_done_callback(when_done)
    return combined


def fetch(name):
    prices = {"nuts": 5, "bolts": 7, "gears": 31}
    if name not in prices:
        raise LookupError(f"no price for {name}")
    return prices[name]


def outcome(future):
    error = future.exception(timeout=30)
    return future.result() if error is None else f"{type(error).__name__}: {error}"


with ThreadPoolExecutor(max_workers=3) as pool:
    price = pool.submit(fetch, "gears")
    text = then(then(price, lambda amount: amount * 2), "{} for two".format)
    print("chained:", outcome(text))
    print("failing step:", outcome(then(price, lambda amount: amount / 0)))
    print("failing start:", outcome(then(pool.submit(fetch, "cogs"), str)))

    several = combine([pool.submit(fetch, name) for name in ("nuts", "bolts", "gears")])
    print("combined:", outcome(then(several, sum)))
    print("one fails:", outcome(combine([pool.submit(fetch, name) for name in ("nuts", "cogs")])))

    gate = threading.Event()
    blockers = [pool.submit(gate.wait) for _ in range(3)]
    pending = pool.submit(fetch, "nuts")
    cancelled = then(pending, str)
    print("cancel:", pending.cancel(), cancelled.cancelled())
    gate.set()
print("blockers:", [blocker.result() for blocker in blockers])
