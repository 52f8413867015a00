"""G.711 as FFmpeg reads it."""

import numpy as np
import pytest

from anlan.kit.sip import g711
from tests.servers.horn import decoded


@pytest.mark.parametrize("law", [g711.PCMA, g711.PCMU])
def test_every_sample_comes_back_within_its_step(law: int) -> None:
    every = np.arange(-32_768, 32_768, dtype=np.int16)
    back = decoded(g711.encoded(every, law), law).astype(int)
    wrong = np.abs(back - every.astype(int))
    # Half a step: a sixteenth of a segment, at least 8 (A-law) and 4 (µ-law); µ-law clips at 32635.
    allowed = np.maximum(np.abs(every.astype(int)) / 32 + 4, 8 if law == g711.PCMA else 4) + 4
    assert (wrong[133:] <= allowed[133:]).all()
    assert wrong[:133].max() <= 1_024
    assert (np.diff(back) >= 0).all()


@pytest.mark.parametrize("law", [g711.PCMA, g711.PCMU])
def test_silence_is_silence(law: int) -> None:
    assert abs(int(decoded(bytes([g711.silence(law)]), law)[0])) <= 8
