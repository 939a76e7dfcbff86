# Processes have memory of their own
# The child adds to its own copy of the list, so the parent's still has 1 item; it sees only what
# comes through the queue. In the modes that share memory, the parent's list has 2.
# > in the child: 2 items
# > through the queue: ['parent', 'child']
# > in the parent: # items
from multiprocessing import Process, Queue

items = ["parent"]


def work(messages):
    items.append("child")
    print("in the child:", len(items), "items", flush=True)
    messages.put(items)


if __name__ == "__main__":
    messages = Queue()
    child = Process(target=work, args=(messages,))
    child.start()
    print("through the queue:", messages.get())
    child.join()
    print("in the parent:", len(items), "items")
