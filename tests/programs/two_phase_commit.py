# A coordinator asks all participants to prepare; only if all agree, the change is committed.
# > first: True
# > second: False
# > third: False
# > transfer 1: {'north': 'yes', 'south': 'yes'} -> committed
# > transfer 2: {'south': 'no', 'west': 'yes'} -> rolled back
# > transfer 3: {'north': 'yes', 'west': 'silent'} -> rolled back
# > stock: {'north': 6, 'south': 1, 'west': 10}
# > nothing is reserved: True
# > in agreement: True True
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from enum import Enum


class Vote(Enum):
    YES = "yes"
    NO = "no"
    SILENT = "silent"


class Participant:
    def __init__(self, name, stock):
        self.name = name
        self.stock = stock
        self.prepared = {}
        self.lock = threading.Lock()
        self.answers = threading.Event()
        self.answers.set()

    def prepare(self, number, amount):
        self.answers.wait()
        with self.lock:
            reserved = sum(self.prepared.values())
            if self.stock - reserved < amount:
                return Vote.NO
            self.prepared[number] = amount
            return Vote.YES

    def commit(self, number):
        with self.lock:
            self.stock -= self.prepared.pop(number)

    def roll_back(self, number):
        with self.lock:
            self.prepared.pop(number, None)


class Coordinator:
    def __init__(self, participants, pool):
        self.participants = participants
        self.pool = pool
        self.log = []

    def transfer(self, number, amounts, patience=10):
        involved = [self.participants[name] for name in amounts]
        asked = {
            participant: self.pool.submit(participant.prepare, number, amounts[participant.name])
            for participant in involved
        }
        votes = {}
        for participant, future in asked.items():
            try:
                votes[participant.name] = future.result(timeout=patience)
            except TimeoutError:
                votes[participant.name] = Vote.SILENT
        agreed = all(vote is Vote.YES for vote in votes.values())
        self.log.append((number, {name: vote.value for name, vote in votes.items()}, agreed))
        decide = Participant.commit if agreed else Participant.roll_back
        # A silent participant hears of the decision when it answers again.
        for participant, future in asked.items():
            if votes[participant.name] is Vote.SILENT:
                future.add_done_callback(lambda _, late=participant: late.roll_back(number))
            else:
                decide(participant, number)
        return agreed


def main():
    participants = {name: Participant(name, 10) for name in ("north", "south", "west")}
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=8))
        coordinator = Coordinator(participants, pool)
        print("first:", coordinator.transfer(1, {"north": 4, "south": 9}))
        print("second:", coordinator.transfer(2, {"south": 2, "west": 1}))
        participants["west"].answers.clear()
        print("third:", coordinator.transfer(3, {"north": 1, "west": 1}, patience=0.3))
        participants["west"].answers.set()
    for number, votes, agreed in coordinator.log:
        print(f"transfer {number}: {votes} -> {'committed' if agreed else 'rolled back'}")
    print("stock:", {name: p.stock for name, p in participants.items()})
    print("nothing is reserved:", not any(p.prepared for p in participants.values()))

    with ThreadPoolExecutor(max_workers=8) as pool, ThreadPoolExecutor(max_workers=4) as clients:
        participants = {name: Participant(name, 6) for name in ("left", "right")}
        coordinator = Coordinator(participants, pool)
        attempts = [
            clients.submit(coordinator.transfer, number, {"left": 1, "right": 1})
            for number in range(10)
        ]
        committed = sum(attempt.result() for attempt in attempts)
    left, right = participants.values()
    print("in agreement:", left.stock == right.stock == 6 - committed, committed <= 6)


main()
