"""Loudspeakers 大喇叭 in workshops and villages: who may speak through them, what is said, and whether it was heard."""
