"""Video in, scene readings out: a camera scene is a measuring point like any other.

Read in this order: ``process`` (configuration in, readings out) → ``fleet`` (which cameras run) → ``sources`` and
``reader`` (pictures arrive) → ``analysts`` (who is looked at next) → ``pipeline`` (one picture of one camera) →
``people`` and ``models`` (who is in it) → ``recognisers`` (what it means).
"""
