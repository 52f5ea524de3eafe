"""From reasons that hold to sentences that are shown: the model phrases, the program proves."""
