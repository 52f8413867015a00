"""Cameras, recorders and platforms that register by GB/T 28181 (2016, and what 2022 added where devices use it).

``listeners``, ``flow`` the two sockets · ``gatekeeper`` who may send how much · ``digest`` who is it · ``exchange``
asking and being asked over UDP and TCP · ``registrar``, ``devices`` who is there · ``manscdp`` the XML in MESSAGEs ·
``questions`` what is asked of devices · ``catalogue`` what they have · ``detections`` what they detect · ``sdp``,
``calls``, ``media``, ``rtp``, ``ps_units``, ``feed``, ``streams``, ``source`` their pictures · ``recordings``,
``playback`` those they keep · ``ptz``, ``control`` turning them · ``station`` all of it, as one part of the cameras
process, and ``surroundings`` what is around it. SIP as bytes is ``kit.sip``.

No SIP library is used: those for Python are telephone stacks, mostly unkept, and the part of SIP that devices speak
here (REGISTER, MESSAGE, NOTIFY, SUBSCRIBE, INVITE, ACK, BYE, CANCEL) is small enough to be read and fuzzed.
"""
