"""Server processes that hold objects for others."""

from _mp_managers import BaseProxy, DictProxy, ListProxy, Namespace, RemoteError, SyncManager
