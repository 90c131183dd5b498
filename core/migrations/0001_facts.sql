-- Facts: one table per record class of core/records.py. A fact is never overwritten: (person_id, source, key) keeps revisions.
-- Instants are UTC. digest is the SHA-256 of the fact's own fields; deleted marks a revision that withdraws the fact.

CREATE TABLE nights (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    night DATE NOT NULL,
    sleep_start TIMESTAMP,
    sleep_end TIMESTAMP,
    utc_offset_minutes INTEGER,
    score_state VARCHAR,
    hrv_rmssd_ms DOUBLE,
    hrv_sdnn_ms DOUBLE,
    hrv_method VARCHAR,
    hrv_window VARCHAR,
    resting_hr_bpm DOUBLE,
    rhr_method VARCHAR,
    resp_rate_brpm DOUBLE,
    recovery_pct DOUBLE,
    spo2_pct DOUBLE,
    skin_temp_c DOUBLE,
    sleep_minutes DOUBLE,
    in_bed_minutes DOUBLE,
    awake_minutes DOUBLE,
    light_minutes DOUBLE,
    deep_minutes DOUBLE,
    rem_minutes DOUBLE,
    sleep_efficiency_pct DOUBLE,
    sleep_performance_pct DOUBLE,
    sleep_consistency_pct DOUBLE,
    sleep_need_minutes DOUBLE,
    sleep_debt_minutes DOUBLE
);

CREATE TABLE days (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    cycle_start TIMESTAMP,
    cycle_end TIMESTAMP,
    strain DOUBLE,
    energy_kcal DOUBLE,
    average_hr_bpm DOUBLE,
    max_hr_bpm DOUBLE,
    steps DOUBLE
);

CREATE TABLE workouts (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    "start" TIMESTAMP NOT NULL,
    "end" TIMESTAMP NOT NULL,
    sport VARCHAR NOT NULL,
    strain DOUBLE,
    energy_kcal DOUBLE,
    average_hr_bpm DOUBLE,
    max_hr_bpm DOUBLE,
    zone0_minutes DOUBLE,
    zone1_minutes DOUBLE,
    zone2_minutes DOUBLE,
    zone3_minutes DOUBLE,
    zone4_minutes DOUBLE,
    zone5_minutes DOUBLE,
    distance_m DOUBLE,
    altitude_gain_m DOUBLE
);

CREATE TABLE sleeps (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    "start" TIMESTAMP NOT NULL,
    "end" TIMESTAMP NOT NULL,
    nap BOOLEAN NOT NULL,
    sleep_minutes DOUBLE,
    resp_rate_brpm DOUBLE
);

CREATE TABLE journal (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    kind VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    question VARCHAR,
    quote VARCHAR,
    amount DOUBLE,
    unit VARCHAR,
    "at" TIMESTAMP,
    intensity DOUBLE,
    confidence DOUBLE
);

CREATE TABLE measures (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    kind VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    "at" TIMESTAMP
);

CREATE TABLE persons (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    time_zone VARCHAR,
    birth_year INTEGER,
    sex VARCHAR,
    goals VARCHAR,
    simulated BOOLEAN
);

-- What each import brought, for `morrow status` and the report of data quality.
CREATE TABLE imports (
    imported_at TIMESTAMP NOT NULL,
    source VARCHAR NOT NULL,
    report VARCHAR NOT NULL
);
