def f(xs, k, **options):
    print(min(xs), min(xs, key=k), max(xs, default=0), sorted(xs, reverse=True))
    xs.sort(key=k)
    return sorted(xs, **options)
