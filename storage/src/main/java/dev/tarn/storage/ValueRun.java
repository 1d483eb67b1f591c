package dev.tarn.storage;

import dev.tarn.columnar.Vector;

import java.util.List;

/// The values that a column has in `rowCount` rows that stand together in a file.
///
/// @param wholeGroup whether these are all rows of a row group, and `values` each value that it has
///   once, without the null; otherwise `values` are those of the rows
public record ValueRun(boolean wholeGroup, long rowCount, List<Vector> values) {
    public ValueRun {
        values = List.copyOf(values);
    }
}
