"""What passes between processes: subjects, streams, message formats, and how to be sure of a write.

The stages of the river never import each other; they meet here.
"""
