def f(a):
    try:
        a()
    except ValueError as e:
        print(e)
    except (KeyError, IndexError):
        raise
    except:
        raise RuntimeError('x') from a
    else:
        a = 1
    finally:
        print('end')
    return a
