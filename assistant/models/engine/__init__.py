"""The engine room: many texts written at once by one model, every step one reading of the weights.

Each step is one forward pass over rows of all texts under way: the newest token of each that is
being written, what is guessed to follow it, and the next part of one prompt that is being read.

engine.py     the thread that takes the steps: who joins, who leaves, what when a step fails
step.py       one forward pass over rows of several texts
attention.py  where the model's attention finds each text's own keys and values
cache.py      keys and values of one text
kept.py       those of finished texts, for the next prompt that begins the same
text.py       a text under way; and its two kinds:
reply.py        the likeliest continuation, token by token
odds.py         how likely given continuations are
lookup.py     what followed the last words when they stood before: a guess, verified by the model
pace.py       how long a guess pays
outlet.py     where the asking thread waits for what the engine's thread finds
"""
