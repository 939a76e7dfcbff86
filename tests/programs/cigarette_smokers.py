# Three smokers each own one ingredient; an agent lays the other two on the table.
# > smoker with tobacco 3 True
# > smoker with paper 4 True
# > smoker with matches 5 True
# > rounds: 12 True
import random
import threading

INGREDIENTS = ("tobacco", "paper", "matches")
ROUNDS = 12


class Table:
    """The agent puts two ingredients, the smoker who has the third one takes them."""

    def __init__(self):
        self.condition = threading.Condition()
        self.offered = frozenset()
        self.closed = False

    def put(self, ingredients):
        with self.condition:
            self.condition.wait_for(lambda: not self.offered)
            self.offered = frozenset(ingredients)
            self.condition.notify_all()

    def take(self, own):
        """The two others, or nothing when the agent has gone."""
        with self.condition:
            self.condition.wait_for(lambda: self.closed or self.fits(own))
            if not self.fits(own):
                return None
            taken, self.offered = self.offered, frozenset()
            self.condition.notify_all()
            return taken

    def fits(self, own):
        return bool(self.offered) and own not in self.offered

    def close(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.offered)
            self.closed = True
            self.condition.notify_all()


def agent(table, seed):
    chooser = random.Random(seed)
    plan = []
    for _ in range(ROUNDS):
        missing = chooser.choice(INGREDIENTS)
        plan.append(missing)
        table.put(set(INGREDIENTS) - {missing})
    table.close()
    return plan


class Smoker(threading.Thread):
    def __init__(self, table, own, diary):
        super().__init__(name=f"smoker with {own}")
        self.table, self.own, self.diary = table, own, diary
        self.smoked = 0

    def run(self):
        while (taken := self.table.take(self.own)) is not None:
            assert taken | {self.own} == set(INGREDIENTS)
            self.smoked += 1
            self.diary.append(self.own)


table, diary = Table(), []
smokers = [Smoker(table, own, diary) for own in INGREDIENTS]
for smoker in smokers:
    smoker.start()
plan = agent(table, seed=2024)
for smoker in smokers:
    smoker.join()
for smoker in smokers:
    print(smoker.name, smoker.smoked, smoker.smoked == plan.count(smoker.own))
print("rounds:", sum(smoker.smoked for smoker in smokers), sorted(diary) == sorted(plan))
