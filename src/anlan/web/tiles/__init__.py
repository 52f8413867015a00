"""Base maps by setting: foreign tiles through our server, so that no browser asks another host and no key leaves us."""
