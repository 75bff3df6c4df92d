"""Loops over numbers as machine code (numba), where one article has too few for NumPy to be fast.

A function is compiled for the types that it names when its module is imported: never while an
article waits. What was compiled is kept beside the module, or in NUMBA_CACHE_DIR, and used again
by the next process; where nothing can be written it is compiled at every start. What is counted
must not depend on the compiler, so no compiled function adds floating-point numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

NONE, BOOL, INT, I32 = types.void, types.boolean, types.int64, types.int32
U8, U16, U32, U64 = types.uint8, types.uint16, types.uint32, types.uint64

_LEAST_SLOTS = 16


def several(*one_each: Any) -> Any:
    """The type of a tuple."""
    return types.Tuple(one_each)  # type: ignore[no-untyped-call]


def read(dtype: Any, dimensions: int = 1) -> Any:
    """The type of an array that is read; one that may be written to passes as well."""
    return types.Array(dtype, dimensions, "C", readonly=True)


def written(dtype: Any) -> Any:
    """The type of an array that is written to or returned."""
    return types.Array(dtype, 1, "C")


def compiled(result: Any, *parameters: Any) -> Callable[[F], F]:
    """Compiles a function of `parameters` to `result`."""
    signature = result(*parameters)

    def compile_it(function: F) -> F:
        try:
            return cast(F, njit(signature, cache=True)(function))
        except RuntimeError:  # there is no folder that can be written to
            return cast(F, njit(signature)(function))

    return compile_it


def inlined(function: F) -> F:
    """A part of compiled functions. A call would count the references to its arrays."""
    return cast(F, njit(inline="always")(function))


@inlined
def row_of(values: Any, value: int) -> int:
    """The first row of the ascending `values` that is `value` or more; their number if none is."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def slots_for(many: int) -> int:
    """How many slots a hash table of `many` keys has: a power of two, at most half of it full."""
    slots = _LEAST_SLOTS
    while slots < 2 * many:
        slots *= 2
    return slots


@intrinsic
def _pointer(typing_context: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), generate


@inlined
def column(address: int, length: int, dtype: Any) -> Any:
    """The array of `length` numbers that stands at `address`: for functions that read many arrays
    at once. Who gave the address keeps the array alive."""
    return carray(_pointer(address), (length,), dtype)  # type: ignore[call-arg]
