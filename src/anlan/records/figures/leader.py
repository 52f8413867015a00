"""One page for who answers for the county: what stands, what is late and whose, ranks, five figures and trends."""

from typing import Any

from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import alarm_data, iso
from anlan.records.alarm_log.selectors import alarm_counts, alarm_list
from anlan.records.core import clock
from anlan.records.figures import formulas, indices
from anlan.records.figures.bulletins import bulletin_data
from anlan.records.figures.declared import county_figure
from anlan.records.figures.lateness import late
from anlan.records.figures.models import Bulletin
from anlan.records.figures.questions import Asked, answered, by_month

#: Read within two minutes, so few.
ALARMS_SHOWN, LATE_SHOWN, RANKS_SHOWN, BULLETINS_SHOWN = 6, 8, 3, 3
BIG = ("hazard_rectification_rate", "hazards_found", "task_completion_rate", "cases_filed", "accidents")


def leader_page(*, for_user: User) -> dict[str, Any]:
    """Everything of the page, within the reader's scope; ranks compare all towns."""
    alarms = alarm_list(for_user=for_user, state="open")
    return {
        "as_of": iso(clock.now()),
        "alarms": {"counts": alarm_counts(alarms), "worst": [alarm_data(one) for one in alarms[:ALARMS_SHOWN]]},
        "late": late(for_user=for_user, most=LATE_SHOWN),
        "indices": [_index(key) for key, one in formulas.indices().items() if one.subject == "town"],
        "figures": [_figure(key, for_user) for key in BIG if _may(key, for_user)],
        "bulletins": [bulletin_data(row) for row in Bulletin.objects.select_related("made_by")[:BULLETINS_SHOWN]],
    }


def _may(key: str, reader: User) -> bool:
    return reader.may(county_figure(key).register.right("view"))


def _figure(key: str, reader: User) -> dict[str, Any]:
    one, asked = county_figure(key), Asked()
    return {**answered(one, for_user=reader, asked=asked), "by_month": by_month(one, reader, asked)}


def _index(key: str) -> dict[str, Any]:
    """First and last towns by the formula in force, over all rows."""
    index = indices.index_get(key)
    version = indices.version_get(index)
    names = indices.town_names()
    rows = [one for one in indices.standing(indices.terms_of(version), Asked()) if one.rank is not None]
    shown = [{"town": one.town, "town_name": names[one.town], "rank": one.rank, "score": one.score} for one in rows]
    return {
        "key": key, "label": index.label, "en": index.en, "number": version.number, "ranked": len(rows),
        "first": shown[:RANKS_SHOWN], "last": shown[max(RANKS_SHOWN, len(shown) - RANKS_SHOWN):],
    }  # fmt: skip
