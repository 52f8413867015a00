"""GB/T 28181 upwards: this platform registers with platforms above it and lends them the cameras people chose.

``registration`` when to do what · ``link`` the way to one platform above · ``said`` what a question is answered with ·
``entries`` our catalogue · ``subscriptions`` who is told of changes of it · ``news`` what is told without being asked
· ``reception`` what is asked · ``offer``, ``inviting``, ``call``, ``calls`` who wants pictures ·
``film``, ``program_stream``, ``sending`` the pictures · ``turning`` its hand on a camera, and ``turns`` what it turned
· ``notices`` alarms · ``superior`` all of that for one platform · ``cascade`` all platforms, as one part of the cameras
process · ``duty`` which of several such processes speaks with them.

It takes the SIP of ``gb28181`` and its two sockets; nothing here is on the way of an alarm.
"""
