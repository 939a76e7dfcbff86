# Processes have memory of their own
# The child adds to its own copy of the list; the parent sees only what comes through the queue.
# varies: where tasks share memory, the parent's list has the child's item, too
# > child: ['parent', 'child']
# > message: 2 items
# > parent: ['parent']
from multiprocessing import Process, Queue

items = ["parent"]


def work(messages):
    items.append("child")
    print("child:", items, flush=True)
    messages.put(f"{len(items)} items")


if __name__ == "__main__":
    messages = Queue()
    child = Process(target=work, args=(messages,))
    child.start()
    print("message:", messages.get())
    child.join()
    print("parent:", items)
