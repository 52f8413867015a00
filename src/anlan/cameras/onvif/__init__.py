"""ONVIF, the little of it that Anlan needs: who a device is, where its stream is, and turning it.

``discovery`` finds devices on a network; ``device`` asks one. ``wire`` carries, ``soap`` writes and reads envelopes,
``answers`` makes plain values of them. A device is a stranger: it is called at the address that was judged and nowhere
else; its answers have a size, a time and no entities; of the addresses in them only paths (and the RTSP port) count.
Why no library: ``docs/adr/0005-onvif-without-a-soap-library.md``.
"""
