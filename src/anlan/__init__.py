"""Anlan 安澜: watches the places where people can be hurt at work.

Read the packages in the order in which a gas reading passes through them:
``gateway`` → ``bus`` → ``alarms`` and ``history`` → ``records`` → ``web``.
"""

__version__ = "0.1.0"
