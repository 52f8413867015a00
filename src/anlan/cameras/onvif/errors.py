"""What can go wrong with a device. Messages never hold a login."""


class OnvifError(Exception):
    """The device cannot be used; ``str()`` says why."""


class Unreachable(OnvifError):
    """Nobody answers there, or nobody may be asked there."""


class NonsenseAnswer(OnvifError):
    """What came back is no answer: too large, not XML, or a redirect."""


class LoginRefused(OnvifError):
    """The device does not accept the account."""


class Fault(OnvifError):
    """The device understood and says no."""
