# Lock-heavy: transfers between accounts, each under the two locks of its accounts.
# variants: sequential, threads
# cores: 1, 2
import threading

VARIANT = "sequential"
N_ACCOUNTS = 8
balances = [1000] * N_ACCOUNTS
locks = [threading.Lock() for _ in range(N_ACCOUNTS)]


def transfer(source, target, amount):
    first, second = min(source, target), max(source, target)
    with locks[first]:
        with locks[second]:
            balances[source] -= amount
            balances[target] += amount


def work(seed):
    for i in range(50000):
        source = (seed + i) % N_ACCOUNTS
        target = (source + 1 + i % 3) % N_ACCOUNTS
        transfer(source, target, 1)


if __name__ == "__main__":
    if VARIANT == "sequential":
        work(1)
        work(2)
    else:
        tasks = [threading.Thread(target=work, args=(seed,)) for seed in (1, 2)]
        for task in tasks:
            task.start()
        for task in tasks:
            task.join()
