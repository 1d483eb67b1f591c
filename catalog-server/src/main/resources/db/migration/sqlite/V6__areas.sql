-- Where a table's properties send files outside its own location, as of its last commit. Nobody
-- else may live at, above or below. Of a dropped table until it is forgotten.
CREATE TABLE table_area (
    entry_id TEXT NOT NULL,
    location TEXT NOT NULL,
    PRIMARY KEY (entry_id, location)
);
CREATE INDEX table_area_by_location ON table_area (location);
