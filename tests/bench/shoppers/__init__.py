"""Simulated shoppers: people with a need of their own, who judge a shop by what it puts on screen.

They know the catalogue's texts and nothing of how a shop works; any shop behind `shops.Shop` can be judged.
"""
