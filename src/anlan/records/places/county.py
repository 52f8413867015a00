"""The county this installation serves: one row, edited in the set-up wizard or the back office."""

from dataclasses import dataclass

from anlan.records.places.models import County


@dataclass(frozen=True)
class CountyFacts:
    """Name, code, middle and frames of the county, WGS-84; boxes are west, south, east, north."""

    code: str
    name: str
    lon: float
    lat: float
    bbox: tuple[float, float, float, float]
    view: tuple[float, float, float, float]

    @property
    def office(self) -> str:
        """The office that signs documents."""
        return f"{self.name}应急管理局"

    @property
    def committee_office(self) -> str:
        """The office of the work-safety committee 安委办."""
        return f"{self.name}安全生产委员会办公室"

    @property
    def short(self) -> str:
        """The sign by which documents are numbered: 瑞安市 → 瑞."""
        return self.name[:1]

    @property
    def whole(self) -> str:
        """How its officials say "all of the county": 全市, 全县, 全区."""
        return f"全{self.name[-1]}" if self.name[-1] in "市县区" else "全域"


def county() -> CountyFacts:
    """What the records say now; the migration that made the table put one row in."""
    row = County.objects.get(pk=County.ONLY)
    return CountyFacts(row.code, row.name, row.lon, row.lat, tuple(row.bbox), tuple(row.view))
