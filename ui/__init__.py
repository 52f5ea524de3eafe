"""The face of the shop assistant: a chat page and an HTTP service that only translate events."""
