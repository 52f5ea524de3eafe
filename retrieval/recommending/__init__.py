"""What shoppers did, and what they will want next: interactions, rankers over them, and how good those are.

Every ranker is fitted to interactions and gives every product of a catalogue a score for a history (`ranker`).
Files come in through `reading`, figures come out of `evaluation`. Nothing here asks who the shopper is.
"""
