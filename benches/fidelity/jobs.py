# Queue-heavy over processes: workers take jobs from one queue and put results into another.
# variants: small, big
# cores: 1, 2
import multiprocessing

VARIANT = "small"


def work(jobs, results):
    while True:
        job = jobs.get()
        if job is None:
            return
        results.put(sum(job))


if __name__ == "__main__":
    jobs, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=work, args=(jobs, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    size, count = (3, 2000) if VARIANT == "small" else (20000, 60)
    for i in range(count):
        jobs.put([i] * size)
    for _ in range(count):
        results.get()
    for _ in workers:
        jobs.put(None)
    for worker in workers:
        worker.join()
