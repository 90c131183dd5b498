-- The mean heart rate of a night's sleep, a target of its own beside the resting heart rate. Digests of earlier nights stay as they are.
ALTER TABLE nights ADD COLUMN nightly_hr_bpm DOUBLE;
