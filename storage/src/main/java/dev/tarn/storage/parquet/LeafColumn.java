package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.parquet.encoding.LeafConversion;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// One leaf column to read.
///
/// `elementDefinition` is the definition level from which on an entry is a slot of the leaf's
/// vector: that of the innermost repeated group around it, 0 where there is none. `withLevels` says
/// that groups around the leaf need its levels. `type` is what its values become by `conversion`,
/// null where it is read for its levels alone.
record LeafColumn(
        ColumnDescriptor descriptor,
        int elementDefinition,
        boolean withLevels,
        @Nullable DataType type,
        LeafConversion conversion) {

    int maxDefinition() {
        return descriptor.getMaxDefinitionLevel();
    }

    int maxRepetition() {
        return descriptor.getMaxRepetitionLevel();
    }

    /// Whether values differ in length.
    boolean varies() {
        return descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    }

    String name() {
        return String.join(".", descriptor.getPath());
    }
}
