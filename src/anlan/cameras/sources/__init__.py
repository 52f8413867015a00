"""Where pictures come from: RTSP, HTTP-MJPEG, files, folders of pictures, virtual cameras.

``base`` is the contract, ``address`` says which source an address names; each other module is one kind of source.
"""
