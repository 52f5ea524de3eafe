"""Products, search and ranking: everything that needs no language model."""
