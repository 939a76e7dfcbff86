# A chat room on an event loop: members come and go, private messages, and a slow reader.
# > refused: there is a ann already
# > ann saw 10 lines, missed 0
# >     * cy joins
# >     ann: hello
# >     cy: me
# >     ann: anybody?
# >     * bob joins
# >     * nobody is called zoe
# >     bob whispers: psst
# >     ann: bye
# >     * bob leaves
# >     * cy leaves
# > bob saw 6 lines, missed 0
# >     (earlier) ann: hello
# >     (earlier) cy: me
# >     (earlier) ann: anybody?
# >     * here: ann, bob, cy
# >     ann: bye
# >     * what is /dance?
# > cy saw 3 lines, missed 3
# >     ann: hello
# >     cy: me
# >     ann: anybody?
import asyncio


class Room:
    def __init__(self, history_size=3):
        self.members = {}
        self.history = []
        self.history_size = history_size

    def join(self, member):
        if member.name in self.members:
            raise ValueError(f"there is a {member.name} already")
        for line in self.history[-self.history_size :]:
            member.inbox.put_nowait(f"(earlier) {line}")
        self.broadcast(f"* {member.name} joins")
        self.members[member.name] = member

    def leave(self, member, reason="leaves"):
        if self.members.pop(member.name, None):
            member.inbox.put_nowait(None)
            self.broadcast(f"* {member.name} {reason}")

    def say(self, sender, text):
        match text.split(maxsplit=2):
            case ["/quit"]:
                self.leave(sender)
            case ["/who"]:
                sender.inbox.put_nowait("* here: " + ", ".join(sorted(self.members)))
            case ["/to", name, message] if name in self.members:
                self.members[name].inbox.put_nowait(f"{sender.name} whispers: {message}")
            case ["/to", name, *_]:
                sender.inbox.put_nowait(f"* nobody is called {name}")
            case [word, *_] if word.startswith("/"):
                sender.inbox.put_nowait(f"* what is {word}?")
            case _:
                self.history.append(f"{sender.name}: {text}")
                self.broadcast(self.history[-1])

    def broadcast(self, line):
        for member in list(self.members.values()):
            try:
                member.inbox.put_nowait(line)
            except asyncio.QueueFull:
                member.dropped += 1


class Member:
    def __init__(self, name, room, *, capacity=0, pause=0.0):
        self.name, self.room, self.pause = name, room, pause
        self.inbox = asyncio.Queue(capacity)
        self.screen = []
        self.dropped = 0

    async def read(self):
        while (line := await self.inbox.get()) is not None:
            self.screen.append(line)
            await asyncio.sleep(self.pause)

    async def visit(self, *script):
        """Comes, says each line at its time, and reads until the end."""
        self.room.join(self)
        reading = asyncio.create_task(self.read())
        begin = asyncio.get_running_loop().time()
        for at, text in script:
            await asyncio.sleep(begin + at - asyncio.get_running_loop().time())
            self.room.say(self, text)
        self.room.leave(self, "is gone")
        await reading


async def main():
    room = Room()
    ann = Member("ann", room)
    bob = Member("bob", room)
    cy = Member("cy", room, capacity=2, pause=0.5)

    async def late():
        await asyncio.sleep(0.2)
        await bob.visit((0.04, "/who"), (0.12, "/to ann psst"), (0.2, "/dance"), (0.28, "/quit"))

    script = (0.02, "hello"), (0.1, "anybody?"), (0.28, "/to zoe hi"), (0.36, "bye"), (0.9, "/quit")
    await asyncio.gather(ann.visit(*script), cy.visit((0.06, "me"), (0.8, "/quit")), late())
    try:
        room.join(ann)
        room.join(Member("ann", room))
    except ValueError as error:
        print("refused:", error)
    for member in (ann, bob, cy):
        print(f"{member.name} saw {len(member.screen)} lines, missed {member.dropped}")
        for line in member.screen:
            print("   ", line)


asyncio.run(main())
