package dev.tarn.storage.parquet;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetBloomRowGroupFilter;
import org.apache.iceberg.parquet.ParquetDictionaryRowGroupFilter;
import org.apache.iceberg.parquet.ParquetMetricsRowGroupFilter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Leaves out row groups that cannot match a filter: by the bounds in the footer, then by the
/// dictionaries, then by the bloom filters. Iceberg's own filters decide.
final class RowGroupPruner {
    private final @Nullable ParquetMetricsRowGroupFilter bounds;
    private final @Nullable ParquetDictionaryRowGroupFilter dictionaries;
    private final @Nullable ParquetBloomRowGroupFilter blooms;

    RowGroupPruner(Schema schema, Expression filter) {
        boolean all = filter.op() == Expressions.alwaysTrue().op();
        this.bounds = all ? null : new ParquetMetricsRowGroupFilter(schema, filter);
        this.dictionaries = all ? null : new ParquetDictionaryRowGroupFilter(schema, filter);
        this.blooms = all ? null : new ParquetBloomRowGroupFilter(schema, filter);
    }

    boolean mayMatch(ParquetFileReader reader, MessageType file, BlockMetaData rowGroup) {
        return (bounds == null || bounds.shouldRead(file, rowGroup))
                && (dictionaries == null
                        || dictionaries.shouldRead(
                                file, rowGroup, reader.getDictionaryReader(rowGroup)))
                && (blooms == null
                        || blooms.shouldRead(
                                file, rowGroup, reader.getBloomFilterDataReader(rowGroup)));
    }
}
