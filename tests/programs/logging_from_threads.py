# Several threads log to one stream; each record is whole, and levels decide what is seen.
# > INFO     MainThread begin with two and {'threads': 2}
# > INFO     sensor-a value   3.0
# > INFO     sensor-b value  99.5
# > WARNING  sensor-a negative value -1
# > ERROR    sensor-b 101 is out of range (at most 100)
# > ERROR    sensor-a 250 is out of range (at most 100)
# > WARNING  sensor-b negative value -7
# > CRITICAL divider  cannot divide 2 numbers: division by zero
# > INFO     MainThread 100%% done
# > WARNING  MainThread levels: 20 < 30 < 40
# > WARNING  MainThread logger audit is enabled for errors: True
# > ERROR    MainThread the end
import logging
import sys
import threading

logging.basicConfig(
    stream=sys.stdout, level=logging.INFO, format="%(levelname)-8s %(threadName)-8s %(message)s"
)


class Ladder:
    """Lets threads log in a fixed order: each rung waits for the one before."""

    def __init__(self):
        self.condition = threading.Condition()
        self.rung = 0

    def wait_for(self, rung):
        with self.condition:
            self.condition.wait_for(lambda: self.rung == rung)

    def climb(self):
        with self.condition:
            self.rung += 1
            self.condition.notify_all()


def measure(ladder, first, values):
    for offset, value in enumerate(values):
        ladder.wait_for(first + 2 * offset)
        logging.debug("not seen: %r", value)
        if value < 0:
            logging.warning("negative value %d", value)
        elif value > 100:
            logging.error("%d is out of range (at most %d)", value, 100)
        else:
            logging.info("value %5.1f", value)
        ladder.climb()


def divide(numbers, divisor):
    try:
        return [number / divisor for number in numbers]
    except ZeroDivisionError as error:
        logging.critical("cannot divide %d numbers: %s", len(numbers), error)
        return []


logging.info("begin with %s and %s", "two", {"threads": 2})
ladder = Ladder()
threads = [
    threading.Thread(target=measure, args=(ladder, 0, [3, -1, 250]), name="sensor-a"),
    threading.Thread(target=measure, args=(ladder, 1, [99.5, 101, -7]), name="sensor-b"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

thread = threading.Thread(target=divide, args=([1, 2], 0), name="divider")
thread.start()
thread.join()
logging.info("100%% done")
logging.log(logging.WARNING, "levels: %d < %d < %d", logging.INFO, logging.WARNING, logging.ERROR)

audit = logging.getLogger("audit")
audit.setLevel(logging.WARNING)
audit.info("not seen either")
audit.warning("logger %s is enabled for errors: %s", audit.name, audit.isEnabledFor(logging.ERROR))
logging.getLogger().setLevel(logging.ERROR)
logging.warning("not seen any more")
logging.error("the end")
