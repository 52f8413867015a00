"""By which ways one person is told of one notice, first choice first: a pure function of rows read once per batch."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from anlan.records.core.clock import LOCAL
from anlan.records.notices import unreached
from anlan.records.notices.channels.catalogue import Kind, kinds
from anlan.records.notices.models import Channel, ContactPoint, Notice, NoticePreference, PushSubscription

#: Red goes out by two ways at once; the others by one, and by the next when that fails.
AT_ONCE = {"red": 2}


@dataclass(frozen=True, slots=True)
class Way:
    """One channel and the address it is used with."""

    channel: Channel
    address: str


@dataclass(slots=True)
class Book:
    """Channels in order, and what is known of the people of one batch."""

    channels: list[Channel]
    preferences: dict[int, NoticePreference] = field(default_factory=dict)
    contacts: dict[tuple[int, str], str] = field(default_factory=dict)
    browsers: dict[int, list[PushSubscription]] = field(default_factory=dict)

    @classmethod
    def read(cls, person_ids: Iterable[int]) -> "Book":
        """Everything that planning for these people needs, in four questions."""
        wanted = set(person_ids)
        known = kinds()
        rows = Channel.objects.filter(is_enabled=True, is_for_public=False).order_by("rank", "id")
        book = cls([row for row in rows if row.kind in known and not known[row.kind].is_internal])
        book.preferences = {row.person_id: row for row in NoticePreference.objects.filter(person_id__in=wanted)}
        proven = ContactPoint.objects.filter(person_id__in=wanted).exclude(verified_at=None)
        book.contacts = {(row.person_id, row.kind): row.value for row in proven}
        for row in PushSubscription.objects.filter(person_id__in=wanted).order_by("id"):
            book.browsers.setdefault(row.person_id, []).append(row)
        return book

    def ways(self, notice: Notice) -> list[Way]:
        """Where this notice can go; channels that the person switched off come back when red has nothing else."""
        preference = self.preferences.get(notice.person_id)
        off = set(preference.off) if preference else set()
        ordered = self._ordered(notice, preference)
        found = self._reachable(notice, [channel for channel in ordered if channel.name not in off])
        return found or (self._reachable(notice, ordered) if notice.grade == "red" else [])

    def why_unreached(self, notice: Notice) -> str:
        """Of a notice without any way: codes of what is missing or off; empty where no channel is set up at all."""
        if self._reachable(notice, self.channels):
            return unreached.OFF
        return ",".join(unreached.missing(kinds()[channel.kind].address for channel in self.channels))

    def _ordered(self, notice: Notice, preference: NoticePreference | None) -> list[Channel]:
        order = {name: place for place, name in enumerate(preference.order if preference else [])}
        known = kinds()

        def place(channel: Channel) -> tuple[bool, int, int]:
            rings = known[channel.kind].calls
            # A call wakes people: first where the policy asks for one, else the last resort.
            return (rings != (notice.channel == "call"), order.get(channel.name, len(order)), channel.rank)

        return sorted(self.channels, key=place)

    def _reachable(self, notice: Notice, channels: list[Channel]) -> list[Way]:
        known = kinds()
        return [Way(ch, address) for ch in channels for address in self._addresses(notice, known[ch.kind])]

    def _addresses(self, notice: Notice, kind: Kind) -> list[str]:
        if kind.address == "none":
            return [""]
        if kind.address == "push":
            return [json.dumps(row.subscription) for row in self.browsers.get(notice.person_id, [])]
        on_account = {"phone": notice.person.phone, "email": notice.person.email}[kind.address]
        value = self.contacts.get((notice.person_id, kind.address), on_account)
        return [value] if value else []


def quiet_until(preference: NoticePreference | None, notice: Notice, now: datetime) -> datetime:
    """When a notice may be sent: now, or when the person's quiet hours end. Red and what presses do not wait."""
    if preference is None or preference.quiet_from is None or preference.quiet_to is None:
        return now
    if notice.grade == "red" or notice.presses:
        return now
    local = now.astimezone(LOCAL)
    if not _within(local.time(), preference.quiet_from, preference.quiet_to):
        return now
    end = local.replace(hour=preference.quiet_to.hour, minute=preference.quiet_to.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def _within(at: time, begins: time, ends: time) -> bool:
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def red_reaches(off: Iterable[str], channels: Mapping[str, bool]) -> bool:
    """True when something is left for red: ``channels`` maps each channel's name to "this person has an address"."""
    usable = {name for name, has_address in channels.items() if has_address}
    return not usable or bool(usable - set(off))
