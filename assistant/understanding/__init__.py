"""What the shopper's words say by themselves, read by the program, not by the model."""
