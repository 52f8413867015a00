"""Wrap a data segment: ``python -m tests.recordings.hj212_frame 'QN=…;CP=&&…&&'`` writes the frame."""

import sys

from anlan.gateway.drivers.hj212.codec import build_frame

if __name__ == "__main__":
    sys.stdout.buffer.write(build_frame(sys.argv[1]))
