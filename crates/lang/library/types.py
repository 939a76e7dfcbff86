"""Names of types, and a plain object with attributes."""


class SimpleNamespace:
    """SimpleNamespace(**attributes): an object with these attributes."""

    __module__ = "types"

    def __init__(self, /, **kwargs):
        self.__dict__.update(kwargs)

    def __repr__(self):
        name = "namespace" if type(self) is SimpleNamespace else type(self).__name__
        return f"{name}({', '.join([f'{key}={value!r}' for key, value in self.__dict__.items()])})"

    def __eq__(self, other):
        if not isinstance(other, SimpleNamespace):
            return NotImplemented
        return self.__dict__ == other.__dict__

    __hash__ = None


def _function():
    yield


async def _coroutine():
    pass


GenericAlias = type(list[int])
UnionType = type(int | str)
FunctionType = LambdaType = type(_function)
GeneratorType = type(_function())
BuiltinFunctionType = BuiltinMethodType = type(len)
MethodType = type(SimpleNamespace().__init__)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
