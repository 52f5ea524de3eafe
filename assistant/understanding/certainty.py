"""How sure the joint model has to be, 0 to 1, before what it makes of an utterance counts."""

from __future__ import annotations

VERY_SURE = 0.75  # to call something no request although the grammar found a limit or a kind in it
SURE_OF_A_WORD = 0.55
CERTAIN = 0.9  # to overrule the grammar where it read a kind of the catalogue
BEYOND_DOUBT = 0.98  # of sentence and word both, to turn a limit round
