"""Models behind one interface: a folder with an ONNX file and a ``model.toml`` that says how to feed and read it.

``card`` reads and checks the folder, ``session`` runs the file on ONNX Runtime, ``layouts`` turns outputs into boxes,
``probe`` tries an unknown file in a process of its own, ``shelf`` keeps the models in force.
"""
