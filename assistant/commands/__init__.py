"""The subcommands of ``shop-assistant``, a module each; heavy imports stay inside the functions."""
