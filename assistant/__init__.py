"""The assistant: understanding, agent, explanations, memory, scripted dialogues and command line."""
