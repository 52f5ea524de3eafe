"""Simulated shoppers: people with a need of their own, who judge a shop by what it puts on screen.

They know the catalogue's texts and nothing of how a shop works; any shop behind `shops.Shop` can be judged:

    python -m tests.bench.shoppers --catalogue FEED --model none --transcripts said.txt
    python -m tests.bench.shoppers --catalogue FEED --model none --way baseline

A need is drawn from a product that is really sold (`needs`), told bit by bit in one of four manners of speaking
(`shopper`, `phrasing`), and satisfied where some product on screen has all of it by the catalogue's own words
(`sight`, `kinds`). Doubt goes to the shop: any word of a product's that says so grants a wish, but only what its
title, its attributes or the start of its description plainly say is held against it as refused.
"""
