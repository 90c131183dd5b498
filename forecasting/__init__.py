"""Features, forecasters, calibration, combination, evidence and opinions, scores and the backtest."""
