"""Polishing and sanding plants: dust in the air of the posts, collectors wet and dry.

Common controls: ``extraction.<n>`` 0–1 (share of the suction that is left on line n), ``fan.<n>`` 0 or 1,
``sparks.<n>`` sparks a second. Wet: ``hydrogen.<place>`` %LEL a second, ``exhaust`` 0–1, ``water.<n>`` level loss
m/s, ``refill.<n>`` m/s, ``pump.<n>`` 0–1. Dry: ``clog.<n>`` Pa a second, ``pulse.<n>`` 0–1 (cleaning), ``heat.<place>``
°C a second, ``airlock.<n>`` 0 or 1.
"""

from anlan.demo.plants.base import Plant, towards

_SPARK_WINDOW_S = 5.0


class DustAir:
    """Dust at one post, mg/m³: the machine makes it, the hood takes it."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.mg_m3 = 1.0 * share

    def step(self, dt_s: float, load: float, extraction: float) -> None:
        """Settles, within half a minute, where what is made and what is sucked away balance.

        With full extraction that is about 1 mg/m³; at a tenth of it about 8 mg/m³.
        """
        balance = self.share * load * 1.3 / (0.05 + 0.95 * max(0.0, min(1.0, extraction)))
        self.mg_m3 = towards(self.mg_m3, min(60.0, balance), 9, dt_s)


class DustPlant(Plant):
    """Lines with posts, sparks in their ducts, and the fans of their collectors."""

    posts_per_line = 2

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.air = [DustAir(self.rng.uniform(0.85, 1.1)) for _ in range(2 * self.posts_per_line)]
        self.sparks: dict[str, list[tuple[float, float]]] = {}

    def fan(self, line: int) -> float:
        """1 while the fan of line 1 or 2 runs."""
        return 1.0 if self.control(f"fan.{line}", 1.0) >= 0.5 else 0.0

    def extraction(self, line: int) -> float:
        """Share of the suction that reaches the posts of a line."""
        return self.fan(line) * self.control(f"extraction.{line}", 1.0)

    def spark_count(self, name: str) -> float:
        """Sparks that the detector counted in the last five seconds."""
        recent = [s for s in self.sparks.get(name, []) if s[0] > self.seconds - _SPARK_WINDOW_S]
        return float(round(sum(n for _, n in recent)))

    def advance(self, dt_s: float) -> None:
        """One step of air and sparks; subclasses add their collectors."""
        for i, air in enumerate(self.air):
            line = i // self.posts_per_line + 1
            # A line whose fan is off is stopped by its interlock after a moment: half the dust is made.
            load = self.load if self.fan(line) else self.load * 0.5
            air.step(dt_s, load, self.extraction(line))
        for name in ("1", "2", "silo"):
            rate = self.control(f"sparks.{name}")
            kept = [s for s in self.sparks.get(name, []) if s[0] > self.seconds - _SPARK_WINDOW_S]
            self.sparks[name] = [*kept, (self.seconds, rate * dt_s)] if rate else kept

    def truth(self) -> dict[str, float]:
        """Signals that both kinds of plant have."""
        values = {f"dust_{i}": air.mg_m3 for i, air in enumerate(self.air, start=1)}
        for line in (1, 2):
            values[f"fan_{line}"] = self.fan(line)
            values[f"spark_{line}"] = self.spark_count(str(line))
        return values


class WetDustPlant(DustPlant):
    """Aluminium dust into water: hydrogen forms slowly, and collects under the roof when nothing draws it off."""

    posts_per_line = 3
    _places = ("collector_1", "collector_2", "duct", "sludge")

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.hydrogen = dict.fromkeys(self._places, 1.0)
        self.tank = [0.62, 0.60]
        self.flow = [0.0080, 0.0078]

    def advance(self, dt_s: float) -> None:
        """Air, hydrogen, tanks and pumps."""
        super().advance(dt_s)
        for place in self._places:
            # Natural draught takes hydrogen with 25 s, the exhaust with 6 s.
            made = 0.05 + self.control(f"hydrogen.{place}")
            drawn_s = 25 - 19 * max(0.0, min(1.0, self.control("exhaust")))
            self.hydrogen[place] = towards(self.hydrogen[place], min(95.0, made * drawn_s), drawn_s, dt_s)
        for i in (0, 1):
            loss, refill = self.control(f"water.{i + 1}"), self.control(f"refill.{i + 1}")
            wanted = 0.61 + 0.02 * self.load
            level = self.tank[i] if loss or refill else towards(self.tank[i], wanted, 30, dt_s)
            self.tank[i] = min(1.0, max(0.0, level + (refill - loss) * dt_s))
            # A pump that runs dry moves no water.
            pump = self.control(f"pump.{i + 1}", 1.0) if self.tank[i] > 0.05 else 0.0
            self.flow[i] = towards(self.flow[i], 0.0080 * pump, 3, dt_s)

    def truth(self) -> dict[str, float]:
        """Every signal of a plant with wet collectors."""
        values = super().truth()
        values |= {f"h2_{place}": lel for place, lel in self.hydrogen.items()}
        for i in (0, 1):
            values[f"tank_level_{i + 1}"] = self.tank[i]
            values[f"water_flow_{i + 1}"] = self.flow[i]
        return values


class DryDustPlant(DustPlant):
    """Wood dust into bag filters: cake on the bags, warmth in the hopper, an airlock that must turn."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.cake_pa = [620.0, 560.0]
        self.hopper_c = {"1": 32.0, "2": 33.0, "silo": 28.0}

    def advance(self, dt_s: float) -> None:
        """Air, filters and hoppers."""
        super().advance(dt_s)
        for i in (0, 1):
            clog, pulse = self.control(f"clog.{i + 1}"), self.control(f"pulse.{i + 1}")
            cake = self.cake_pa[i] if clog else towards(self.cake_pa[i], 560 + 80 * self.load, 200, dt_s)
            cake = towards(cake, 520, 5, dt_s) if pulse >= 0.5 else cake
            self.cake_pa[i] = max(0.0, cake + clog * dt_s)
        for place, celsius in self.hopper_c.items():
            heat = self.control(f"heat.{place}")
            cooled = celsius if heat else towards(celsius, 30 + 4 * self.load, 12, dt_s)
            self.hopper_c[place] = min(190.0, max(-10.0, cooled + heat * dt_s))

    def pressure_drop_pa(self, index: int) -> float:
        """Across bags ``index`` (0 or 1): the cake's, while the fan moves air through it."""
        return self.cake_pa[index] * (1.0 if self.fan(index + 1) else 0.02)

    def truth(self) -> dict[str, float]:
        """Every signal of a plant with dry collectors."""
        values = super().truth()
        for i in (0, 1):
            values[f"dp_{i + 1}"] = self.pressure_drop_pa(i)
            values[f"hopper_{i + 1}"] = self.hopper_c[str(i + 1)]
            values[f"airlock_{i + 1}"] = 1.0 if self.control(f"airlock.{i + 1}", 1.0) >= 0.5 else 0.0
        values["hopper_silo"] = self.hopper_c["silo"]
        values["spark_silo"] = self.spark_count("silo")
        values["airlock_silo"] = 1.0 if self.control("airlock.silo", 1.0) >= 0.5 else 0.0
        return values
