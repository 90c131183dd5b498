"""Reading an entry by a small language encoder that was taught on labelled journals; the rules tell amounts, times and ratings."""
