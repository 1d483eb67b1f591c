package dev.tarn.storage;

import org.apache.iceberg.Schema;

import java.util.Set;

/// What a data file that no table has written says of its columns.
///
/// @param schema the columns, with ids that mean nothing outside
/// @param carriesIds whether columns have field ids, by which tables would take them and not by
///   name
/// @param instants names of columns that are points in time with or without a zone, whichever they
///   are read as: INT96 of Parquet
public record FileDescription(Schema schema, boolean carriesIds, Set<String> instants) {
    public FileDescription {
        instants = Set.copyOf(instants);
    }
}
