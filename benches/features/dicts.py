# A small database in dicts: an index by name, groups, inverted tables, memoised paths on a grid.


def index(records):
    by_city = {}
    for record in records:
        by_city.setdefault(record["city"], []).append(record)
    return by_city


def totals(by_city):
    return {city: sum(record["amount"] for record in group) for city, group in by_city.items()}


def paths(width, height):
    known = {}
    for x in range(width):
        for y in range(height):
            if x == 0 or y == 0:
                known[x, y] = 1
            else:
                known[x, y] = (known[x - 1, y] + known[x, y - 1]) % 1_000_007
    return known[width - 1, height - 1]


cities = [f"city {i}" for i in range(100)]
records = [
    {"id": i, "city": cities[i * 31 % 100], "amount": i % 1000, "paid": i % 3 == 0}
    for i in range(80_000)
]
grouped = index(records)
sums = totals(grouped)
inverted = {}
for city, amount in sums.items():
    inverted.setdefault(amount // 100 % 10, set()).add(city)
unpaid = 0
for record in records:
    if not record["paid"]:
        unpaid += record["amount"]
    record["seen"] = record.get("seen", 0) + 1
print(len(grouped), sums["city 7"], unpaid, paths(300, 300))
print(sorted((digit, len(names)) for digit, names in inverted.items()))
