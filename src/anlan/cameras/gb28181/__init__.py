"""Cameras, recorders and platforms that register by GB/T 28181 (2016, and what 2022 added where devices use it).

``message`` SIP as bytes · ``digest`` who is it · ``gatekeeper`` who may send how much · ``exchange`` asking and being
asked over UDP and TCP · ``registrar`` who is there · ``manscdp`` the XML in MESSAGEs · ``catalogue`` what they have ·
``alarms`` what they detect · ``invite``, ``media``, ``rtp``, ``ps_units``, ``feed``, ``source`` their pictures ·
``ptz``, ``control`` turning them · ``station`` all of it, as one part of the cameras process.

No SIP library is used: those for Python are telephone stacks, mostly unkept, and the part of SIP that devices speak
here (REGISTER, MESSAGE, NOTIFY, SUBSCRIBE, INVITE, ACK, BYE, CANCEL) is small enough to be read and fuzzed.
"""
