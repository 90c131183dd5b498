"""From the sound of a voice to measures that can be compared with the same person's on other evenings."""
