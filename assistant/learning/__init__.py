"""What the small model and the reader learn from, and are judged by: labelled utterances and sentences."""
