"""Context managers."""

from functools import wraps as _wraps


class AbstractContextManager:
    """A base for context managers."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class AbstractAsyncContextManager:
    """A base for asynchronous context managers."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    """A base for context managers that can also decorate functions."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @_wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwds):
        self.func, self.args, self.kwds = func, args, kwds
        self.gen = func(*args, **kwds)

    def _recreate_cm(self):
        return type(self)(self.func, self.args, self.kwds)

    def __enter__(self):
        del self.args, self.kwds, self.func
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, exc_type, value, traceback):
        if exc_type is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        value = exc_type() if value is None else value
        try:
            self.gen.throw(value)
        except StopIteration as error:
            # Raised by the block or by a return: only the latter means that all is well.
            return error is not value
        except BaseException as error:
            if _is_passed_on(error, value):
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def _is_passed_on(error, value):
    # A StopIteration that passes through a generator comes out as a RuntimeError.
    if error is value:
        return True
    is_stop = isinstance(value, (StopIteration, StopAsyncIteration))
    return is_stop and isinstance(error, RuntimeError) and error.__cause__ is value


def contextmanager(func):
    """Makes a generator function with one yield a context manager."""

    @_wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)

    return helper


class _AsyncGeneratorContextManager:
    def __init__(self, func, args, kwds):
        self.func, self.args, self.kwds = func, args, kwds
        self.gen = func(*args, **kwds)

    async def __aenter__(self):
        del self.args, self.kwds, self.func
        try:
            return await self.gen.__anext__()
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, exc_type, value, traceback):
        if exc_type is None:
            try:
                await self.gen.__anext__()
            except StopAsyncIteration:
                return False
            raise RuntimeError("generator didn't stop")
        value = exc_type() if value is None else value
        try:
            await self.gen.athrow(value)
        except StopAsyncIteration as error:
            return error is not value
        except BaseException as error:
            if _is_passed_on(error, value):
                return False
            raise
        raise RuntimeError("generator didn't stop after athrow()")


def asynccontextmanager(func):
    """Makes an asynchronous generator function with one yield a context manager."""

    @_wraps(func)
    def helper(*args, **kwds):
        return _AsyncGeneratorContextManager(func, args, kwds)

    return helper


class closing(AbstractContextManager):
    """closing(thing): calls thing.close() at the end."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class aclosing(AbstractAsyncContextManager):
    """aclosing(thing): awaits thing.aclose() at the end."""

    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        await self.thing.aclose()


class suppress(AbstractContextManager):
    """suppress(*exceptions): ends the block quietly where one of them is raised."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exctype, excinst, exctb):
        return exctype is not None and issubclass(exctype, self._exceptions)


class nullcontext(AbstractContextManager):
    """nullcontext(enter_result=None): does nothing."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *excinfo):
        pass


class _BaseExitStack:
    # Each entry is a function like `__exit__`, and whether its answer is to be awaited.

    def __init__(self):
        self._exit_callbacks = []

    def pop_all(self):
        """Hands all callbacks over to a new stack."""
        stack = type(self)()
        stack._exit_callbacks, self._exit_callbacks = self._exit_callbacks, []
        return stack

    def push(self, exit):
        """Adds a context manager's __exit__, or a function like it."""
        self._exit_callbacks.append((getattr(exit, "__exit__", exit), False))
        return exit

    def callback(self, callback, /, *args, **kwds):
        """Adds a function to be called at the end."""

        def leave(exc_type, exc, tb):
            callback(*args, **kwds)

        self._exit_callbacks.append((leave, False))
        return callback

    def enter_context(self, cm):
        """Enters a context manager, which is left at the end."""
        for name in ("__enter__", "__exit__"):
            _check(cm, name, "context manager")
        result = cm.__enter__()
        self._exit_callbacks.append((cm.__exit__, False))
        return result


def _check(cm, name, protocol):
    cls = type(cm)
    if not hasattr(cls, name):
        full_name = f"{cls.__module__}.{cls.__qualname__}"
        raise TypeError(f"'{full_name}' object does not support the {protocol} protocol")


def _join(raised, error, given):
    # What a callback raised came after the error of the one before it.
    while raised.__context__ is not None and raised.__context__ is not error:
        if raised.__context__ is given:
            raised.__context__ = error
            return
        raised = raised.__context__


class ExitStack(_BaseExitStack):
    """A context manager that leaves others in reverse order."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, error, traceback):
        given = error
        while self._exit_callbacks:
            leave, _ = self._exit_callbacks.pop()
            try:
                if leave(error and type(error), error, error and error.__traceback__):
                    error = None
            except BaseException as raised:
                _join(raised, error, given)
                error = raised
        return _end(given, error)

    def close(self):
        """Leaves all at once."""
        self.__exit__(None, None, None)


def _end(given, error):
    if error is not None and error is not given:
        context = error.__context__
        try:
            raise error
        finally:
            error.__context__ = context
    return given is not None and error is None


class AsyncExitStack(_BaseExitStack):
    """An asynchronous context manager that leaves others in reverse order."""

    async def enter_async_context(self, cm):
        """Enters an asynchronous context manager, which is left at the end."""
        for name in ("__aenter__", "__aexit__"):
            _check(cm, name, "asynchronous context manager")
        result = await cm.__aenter__()
        self._exit_callbacks.append((cm.__aexit__, True))
        return result

    def push_async_exit(self, exit):
        """Adds an asynchronous context manager's __aexit__, or a function like it."""
        self._exit_callbacks.append((getattr(exit, "__aexit__", exit), True))
        return exit

    def push_async_callback(self, callback, /, *args, **kwds):
        """Adds a coroutine function to be awaited at the end."""

        async def leave(exc_type, exc, tb):
            await callback(*args, **kwds)

        self._exit_callbacks.append((leave, True))
        return callback

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, error, traceback):
        given = error
        while self._exit_callbacks:
            leave, is_async = self._exit_callbacks.pop()
            try:
                answer = leave(error and type(error), error, error and error.__traceback__)
                if await answer if is_async else answer:
                    error = None
            except BaseException as raised:
                _join(raised, error, given)
                error = raised
        return _end(given, error)

    async def aclose(self):
        """Leaves all at once."""
        await self.__aexit__(None, None, None)
