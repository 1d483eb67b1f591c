package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.FlatVector;

/// Values as Parquet keeps them to values as the column's type says; the vector passed in is not
/// used afterwards.
public interface LeafConversion {
    FlatVector apply(FlatVector raw);
}
