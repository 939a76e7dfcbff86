# A watchdog notices which workers have stopped sending heartbeats, and replaces them.
# > workers: ['faulty/1', 'frozen/1', 'steady/1']
# > too early to say: []
# > faulty/1 is silent
# > faulty/2 replaces it
# > frozen/1 is silent
# > frozen/2 replaces it
# > workers: ['faulty/2', 'frozen/2', 'steady/1']
# > all is well: []
# > nobody is expected to beat any more: {}
# > generations: {'steady': 1, 'faulty': 2, 'frozen': 2}
import itertools
import threading
import time


class Watchdog:
    """Remembers when each worker was heard last; `check` names those that are silent too long."""

    def __init__(self, patience):
        self.patience = patience
        self._heard = {}
        self._lock = threading.Lock()

    def beat(self, name):
        with self._lock:
            self._heard[name] = time.monotonic()

    def forget(self, name):
        with self._lock:
            self._heard.pop(name, None)

    def silent(self):
        with self._lock:
            now = time.monotonic()
            return sorted(name for name, t in self._heard.items() if now - t > self.patience)


class Worker(threading.Thread):
    def __init__(self, name, watchdog, beats_until_stuck=None):
        super().__init__(name=name, daemon=True)
        self.watchdog = watchdog
        self.beats_left = itertools.count() if beats_until_stuck is None else iter(
            range(beats_until_stuck)
        )
        self.stop = threading.Event()
        self.stuck = threading.Event()

    def run(self):
        for _ in self.beats_left:
            self.watchdog.beat(self.name)
            if self.stop.wait(0.01):
                self.watchdog.forget(self.name)
                return
        self.stuck.set()
        self.stop.wait()


class Supervisor:
    def __init__(self, patience):
        self.watchdog = Watchdog(patience)
        self.workers = {}
        self.generations = {}
        self.log = []

    def start(self, name, beats_until_stuck=None):
        number = self.generations[name] = self.generations.get(name, 0) + 1
        worker = Worker(f"{name}/{number}", self.watchdog, beats_until_stuck)
        self.workers[worker.name] = worker
        self.watchdog.beat(worker.name)
        worker.start()
        return worker

    def check(self):
        for name in self.watchdog.silent():
            self.log.append(f"{name} is silent")
            self.watchdog.forget(name)
            self.workers.pop(name).stop.set()
            self.log.append(f"{self.start(name.split('/')[0]).name} replaces it")

    def shut_down(self):
        for worker in self.workers.values():
            worker.stop.set()
        for worker in self.workers.values():
            worker.join()


supervisor = Supervisor(patience=0.3)
supervisor.start("steady")
faulty = supervisor.start("faulty", beats_until_stuck=3)
frozen = supervisor.start("frozen", beats_until_stuck=0)
print("workers:", sorted(supervisor.workers))
faulty.stuck.wait()
frozen.stuck.wait()
supervisor.check()
print("too early to say:", supervisor.log)
time.sleep(0.5)
supervisor.check()
print(*supervisor.log, sep="\n")
print("workers:", sorted(supervisor.workers))
supervisor.log.clear()
time.sleep(0.05)
supervisor.check()
print("all is well:", supervisor.log)
supervisor.shut_down()
print("nobody is expected to beat any more:", supervisor.watchdog._heard)
print("generations:", supervisor.generations)
