"""The recurrent network on plain arrays: rows per person in, forecasts per row out; torch is awake only while it computes.

`training` and `trained` are the way in. `network`, `optimisation`, `inference` and `torch_state` import torch at their top, so nothing
imports them but functions that are about to compute.
"""
