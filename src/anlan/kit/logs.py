"""One way to log: facts as fields, one line per unit of work, to standard error."""

import logging
import sys

import structlog

from anlan.kit.settings import settings


def configure(process: str, at_least: int = logging.NOTSET) -> None:
    """Set up logging of this process; ``process`` stands on every line, nothing below ``at_least`` is written."""
    config = settings()
    level = max(at_least, logging.getLevelNamesMapping()[config.log_level.upper()])
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=28)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        # A cached logger would keep the settings of its first line for ever; 3 us a line are not worth it.
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    structlog.contextvars.bind_contextvars(process=process)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that names the module it speaks for."""
    return structlog.get_logger(source=name)  # type: ignore[no-any-return]
