package dev.tarn.engine.command;

import dev.tarn.engine.transaction.ForwardedOperations;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/// A table with metadata that never changes, to read from it or to write files for it.
final class FixedTable extends ForwardedOperations {
    private final TableMetadata metadata;

    private FixedTable(TableOperations operations, TableMetadata metadata) {
        super(operations);
        this.metadata = metadata;
    }

    /// `table` as `metadata` has it.
    static BaseTable of(BaseTable table, TableMetadata metadata) {
        return new BaseTable(new FixedTable(table.operations(), metadata), table.name());
    }

    @Override
    public TableMetadata current() {
        return metadata;
    }

    @Override
    public TableMetadata refresh() {
        return metadata;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
        throw new UnsupportedOperationException("Nothing is committed to what is fixed");
    }
}
