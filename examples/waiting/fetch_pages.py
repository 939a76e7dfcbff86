# Fetching eight pages
# Almost all of the time is waiting. Any mode that overlaps the waits takes as long as the slowest
# page; one page after the other takes as long as all of them together.
# > page 0: 10 words
# > page 1: 11 words
# > page 2: 12 words
# > page 3: 13 words
# > page 4: 14 words
# > page 5: 15 words
# > page 6: 16 words
# > page 7: 17 words
from playground import gather, io, spawn


def fetch(number):
    io(0.020 + 0.005 * (number % 3), f"page {number}")
    text = "word " * (10 + number)
    return len(text.split())


pages = [spawn(fetch, number) for number in range(8)]
for number, words in enumerate(gather(pages)):
    print(f"page {number}: {words} words")
