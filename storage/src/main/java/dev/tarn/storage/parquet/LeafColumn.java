package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.LeafConversion;

import org.apache.parquet.column.ColumnDescriptor;

/// One leaf column to read.
///
/// `elementDefinition` is the definition level from which on an entry is a slot of the leaf's
/// vector: that of the innermost repeated group around it, 0 where there is none. `withLevels` says
/// that groups around the leaf need its levels.
record LeafColumn(
        ColumnDescriptor descriptor,
        int elementDefinition,
        boolean withLevels,
        LeafConversion conversion) {

    int maxDefinition() {
        return descriptor.getMaxDefinitionLevel();
    }

    int maxRepetition() {
        return descriptor.getMaxRepetitionLevel();
    }

    String name() {
        return String.join(".", descriptor.getPath());
    }
}
