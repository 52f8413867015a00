"""Rows that fall due, taken so that one that cannot be taken holds up no other.

A row that fails stays as it is, is logged by number, and is tried again at the next sweep.
"""

from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, transaction

from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: The database's trouble is not the row's: trying the next row would only take longer.
OF_THE_DATABASE = (OperationalError, InterfaceError)


class PartlyFailed(Exception):
    """Some rows could not be taken; all others were."""


def one_by_one(what: str, ids: Sequence[int], take: Callable[[int], int]) -> int:
    """``take`` each in a transaction of its own; returns the sum of what it returned.

    Raises:
        PartlyFailed: after all were tried; the text names what and which.
        OperationalError, InterfaceError: at once.
    """
    done, failed = 0, list[int]()
    for pk in ids:
        try:
            with transaction.atomic():
                done += take(pk)
        except OF_THE_DATABASE:
            raise
        except Exception:
            log.exception("a row that is due could not be taken", what=what, id=pk)
            failed.append(pk)
    if failed:
        raise PartlyFailed(f"{what}: {len(failed)} of {len(ids)} failed, the first is {failed[0]}")
    return done


def together_or_singly(what: str, ids: Sequence[int], take: Callable[[Sequence[int]], int]) -> int:
    """``take`` all in one transaction, as cheap as it gets; where that fails, one by one, so that the others are taken.

    Raises:
        PartlyFailed, OperationalError, InterfaceError: as :func:`one_by_one`.
    """
    if not ids:
        return 0
    try:
        with transaction.atomic():
            return take(ids)
    except OF_THE_DATABASE:
        raise
    except Exception:
        if len(ids) > 1:
            return one_by_one(what, ids, lambda pk: take([pk]))
        raise
