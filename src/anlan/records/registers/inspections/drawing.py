"""A draw that nobody can steer and anybody can repeat: only SHA-256, no random numbers of a language or library.

1. Before: the pools are frozen and published with their digest, and so is the hash of a secret.
2. On the day: a public value that did not exist before (a lottery number) is mixed in: ``seed = SHA256(secret:value)``.
3. Each object is ranked by ``SHA256(seed:object)``; the smallest are drawn. For each of them the officers are ranked by
   ``SHA256(seed:object:officer)``; the first who have no conflict go.

Whoever keeps the secret cannot change it after the public value is known, and before that it decides nothing.
The recipe without this platform: ``docs/how-to/verify-a-draw.md``.
"""

import hashlib


def sha256(text: str) -> str:
    """Hex digest of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def ids_of(pool: str) -> list[str]:
    """Ids of a pool, one ``id|name`` a line."""
    return [line.split("|", 1)[0] for line in pool.splitlines() if line.strip()]


def conflicts_of(text: str) -> set[tuple[str, str]]:
    """``{(officer, object)}`` from lines ``officer,object``.

    Raises:
        ValueError: a line that is not two numbers.
    """
    found = set()
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        officer, object_ = (part.strip() for part in line.replace("，", ",").split(","))
        found.add((str(int(officer)), str(int(object_))))
    return found


def pool_digest(objects: str, officers: str, conflicts: str) -> str:
    """What is published of the pools: nobody can add to them afterwards."""
    return sha256("\n".join((objects, officers, conflicts)))


def seed_of(secret: str, public_value: str) -> str:
    """The seed of the draw."""
    return sha256(f"{secret}:{public_value}")


def drawn(
    seed: str, objects: list[str], officers: list[str], conflicts: set[tuple[str, str]], *, count: int, each: int
) -> list[tuple[str, list[str]]]:
    """``[(object, officers)]`` in the order drawn.

    Raises:
        ValueError: an object for which fewer than ``each`` officers are free of conflict.
    """
    found = []
    for one in sorted(objects, key=lambda one: sha256(f"{seed}:{one}"))[:count]:
        free = [officer for officer in officers if (officer, one) not in conflicts]
        if len(free) < each:
            raise ValueError(f"对象 {one} 可派人员不足 {each} 人（已排除回避人员）。")
        ranked = sorted((sha256(f"{seed}:{one}:{officer}"), officer) for officer in free)
        found.append((one, [officer for _, officer in ranked[:each]]))
    return found
