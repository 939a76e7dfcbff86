# The model of async_tasks.py for SimPy: a hundred thousand processes, with three time-outs each.
import simpy


def work(env):
    yield env.timeout(0)
    yield env.timeout(0.001)
    yield env.timeout(0)


def main():
    env = simpy.Environment()
    for _ in range(100_000):
        env.process(work(env))
    env.run()


if __name__ == "__main__":
    main()
