package dev.tarn.storage.parquet;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FilterColumns;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.parquet.format.RowGroup;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetBloomRowGroupFilter;
import org.apache.iceberg.parquet.ParquetDictionaryRowGroupFilter;
import org.apache.iceberg.parquet.ParquetMetricsRowGroupFilter;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// Leaves out row groups that cannot match a filter: by the bounds in the footer, then by the
/// dictionaries, then by the bloom filters. Iceberg's own filters decide.
final class RowGroupPruner implements AutoCloseable {
    private final FileReadRequest request;
    private final ScanCounters counters;
    private @Nullable ParquetFileReader reader;
    private final @Nullable ParquetMetricsRowGroupFilter bounds;
    private final @Nullable ParquetDictionaryRowGroupFilter dictionaries;
    private final @Nullable ParquetBloomRowGroupFilter blooms;

    /// Prunes row groups of a file with the columns of `file` by the filter of `request`.
    ///
    /// Iceberg takes a column that the file lacks for all null; so predicates on those that have a
    /// constant or an initial default are left out.
    static RowGroupPruner of(FileReadRequest request, MessageType file, ScanCounters counters) {
        Set<Integer> held = new HashSet<>();
        for (ColumnDescriptor column : file.getColumns()) {
            Type.ID id = column.getPrimitiveType().getId();
            if (id != null) {
                held.add(id.intValue());
            }
        }
        Expression filter =
                FilterColumns.renamed(
                        request.filter(), name -> isKnown(request, held, name) ? name : null);
        return new RowGroupPruner(request.filterSchema(), filter, request, counters);
    }

    private static boolean isKnown(FileReadRequest request, Set<Integer> held, String name) {
        Types.NestedField column = request.filterSchema().findField(name);
        return held.contains(column.fieldId())
                || (column.initialDefault() == null
                        && !request.constants().containsKey(column.fieldId()));
    }

    private RowGroupPruner(
            Schema schema, Expression filter, FileReadRequest request, ScanCounters counters) {
        this.request = request;
        this.counters = counters;
        boolean all = filter.op() == Expressions.alwaysTrue().op();
        this.bounds = all ? null : new ParquetMetricsRowGroupFilter(schema, filter);
        this.dictionaries = all ? null : new ParquetDictionaryRowGroupFilter(schema, filter);
        this.blooms = all ? null : new ParquetBloomRowGroupFilter(schema, filter);
    }

    /// Whether rows of `rowGroup` may match; counts it.
    boolean mayMatch(RowGroup rowGroup) {
        counters.rowGroups.increment();
        if (bounds == null || dictionaries == null || blooms == null) {
            return true;
        }
        ParquetFileReader open = reader();
        MessageType file = ParquetSchemas.withIds(open.getFileMetaData().getSchema(), request);
        BlockMetaData block = open.getRowGroups().get(rowGroup.ordinal());
        if (!bounds.shouldRead(file, block)) {
            counters.skippedByBounds.increment();
            return false;
        }
        if (!dictionaries.shouldRead(file, block, open.getDictionaryReader(block))) {
            counters.skippedByDictionary.increment();
            return false;
        }
        if (!blooms.shouldRead(file, block, open.getBloomFilterDataReader(block))) {
            counters.skippedByBloom.increment();
            return false;
        }
        return true;
    }

    private ParquetFileReader reader() {
        ParquetFileReader open = reader;
        if (open == null) {
            open = ParquetFiles.open(new ParquetInput(request.file()), request.file().location());
            reader = open;
        }
        return open;
    }

    @Override
    public void close() {
        ParquetFileReader open = reader;
        reader = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw ParquetFailures.of("closing", request.file().location(), e);
        }
    }
}
