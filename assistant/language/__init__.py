"""The local language model: its weights, its precision, its decoding and its LangChain face."""
