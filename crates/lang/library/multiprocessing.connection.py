"""Ends of pipes."""

from _mp_connection import Connection, Pipe, wait
