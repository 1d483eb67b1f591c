package dev.tarn.storage.table;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/// What operations of a table say whose last rows are not committed: the ids that their metadata
/// gives those rows are not theirs yet (format v3), as other writers may get them first.
public interface UncommittedRows {

    /// The least id that a row may get by a commit.
    long firstUncommittedRowId();

    /// What the operations of `table` say; null where all its rows are committed. Where it is not
    /// null, a transaction keeps the table as it was, also when it is refreshed.
    static @Nullable UncommittedRows of(Table table) {
        return table instanceof BaseTable base && base.operations() instanceof UncommittedRows rows
                ? rows
                : null;
    }

    /// The id of the first row of `file`; null where its rows have none yet.
    static @Nullable Long firstRowId(Table table, DataFile file) {
        UncommittedRows rows = of(table);
        Long first = file.firstRowId();
        return first != null && rows != null && first >= rows.firstUncommittedRowId()
                ? null
                : first;
    }
}
