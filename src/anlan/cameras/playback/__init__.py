"""Playing back what a camera saw: from the hour this process keeps, and from recordings on devices.

``spans`` times with pictures · ``film`` what every player is · ``kept`` the kept hour · ``projector`` and ``decoder``
streams of devices, decoded in a process of their own that gives way to everything else · ``reel`` what a device must
be able to do, ``device_film`` the player over it · ``devices`` which camera records where · ``sessions`` who plays,
for how long, and how many at once · ``desk`` the questions of screens.

Nothing here touches a picture on its way to an alarm: the kept hour is read from disk as it lies there, and what a
device sends is decoded outside of this process.
"""
