"""The agent: the model proposes a tool call, the program disposes, the model phrases what was found."""
