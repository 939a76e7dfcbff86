"""Pools of worker processes."""

from _mp_pool import ApplyResult, AsyncResult, MapResult, MaybeEncodingError, Pool
