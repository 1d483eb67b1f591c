-- Two Iceberg tables from two files, and what they have to say. Run from the repository's root:
--   ./tarn sql --data /tmp/lakes -f samples/lakes.sql

CREATE SCHEMA IF NOT EXISTS lakes;

-- Columns and their types are inferred from the file.
CREATE TABLE lakes.stations FROM 'samples/stations.csv';

-- Columns as we want them; files are partitioned by the day of the reading.
CREATE TABLE lakes.readings (
    station varchar NOT NULL,
    measured_at timestamp,
    water_c double,
    level_cm integer,
    note varchar
) PARTITIONED BY (days(measured_at));

COPY INTO lakes.readings FROM 'samples/readings.jsonl' FILE_FORMAT json;

SELECT count(*) AS readings, min(measured_at) AS first, max(measured_at) AS last
FROM lakes.readings;

-- The warmest lakes, and how high they lie.
SELECT s.lake, s.elevation_m, round(avg(r.water_c), 1) AS water_c, count(*) AS readings
FROM lakes.readings r JOIN lakes.stations s ON r.station = s.station
GROUP BY s.lake, s.elevation_m
ORDER BY water_c DESC, s.lake
LIMIT 5;

-- Only the files of two days are read.
SELECT station, max(water_c) AS warmest
FROM lakes.readings
WHERE measured_at >= TIMESTAMP '2026-06-10 00:00:00'
  AND measured_at < TIMESTAMP '2026-06-12 00:00:00'
GROUP BY station
ORDER BY warmest DESC, station
LIMIT 3;

SELECT committed_at IS NOT NULL AS committed, operation FROM lakes.readings.snapshots;
