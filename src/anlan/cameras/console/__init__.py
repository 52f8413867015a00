"""What people at screens ask of the cameras process: pictures with boxes, states, and trials over a kept tape.

Nothing here stands in the way of watching: pictures are looked at again only when somebody asks, one at a time, and a
trial gives the processor away as long as it takes it. Read ``desk`` first: it holds the questions.
"""
