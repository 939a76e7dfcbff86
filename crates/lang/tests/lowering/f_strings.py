def f(a, b):
    x = f'{a}'
    x = f'{a!r:>10} and {b:{a}.{b}f}{{}}'
    x = f'{a + b=}' 'tail' f'{a=:.2f}'
    x = f''
    return f'text'
