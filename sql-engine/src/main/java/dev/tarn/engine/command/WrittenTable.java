package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.transaction.ForwardedOperations;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/// A table as it was when rows were written for it. Its appends are tried again when another writer
/// comes first, as Iceberg's are, but never go into a table that has another identity or other
/// columns by then: files written for the old ones would be read as something else.
///
/// What is checked is the metadata that a commit is based on. One thread.
final class WrittenTable extends ForwardedOperations {
    private final String name;
    private final Schema written;
    private final Predicate<TableMetadata> isSame;

    private WrittenTable(
            String name,
            TableOperations operations,
            Schema written,
            Predicate<TableMetadata> isSame) {
        super(operations);
        this.name = name;
        this.written = written;
        this.isSame = isSame;
    }

    /// The history of the table is another than the commit goes on from.
    static final class OtherHistoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OtherHistoryException(String name) {
            super(name + " was loaded from files meanwhile");
        }
    }

    /// `table`, called `name` in messages, for commits of rows that have the columns it has now.
    static Table of(String name, Table table) {
        return of(name, table, table.schema(), _ -> true);
    }

    /// The same for rows that have the columns `written`: a commit also needs the table to be as
    /// `isSame` says, else it throws [OtherHistoryException].
    static Table of(String name, Table table, Schema written, Predicate<TableMetadata> isSame) {
        if (table instanceof BaseTable base) {
            WrittenTable operations = new WrittenTable(name, base.operations(), written, isSame);
            return new BaseTable(operations, base.name(), base.reporter());
        }
        return table;
    }

    /// @throws SqlException TRANSACTION_CONFLICT if the name stands for another table now
    @Override
    public TableMetadata refresh() {
        try {
            return operations.refresh();
        } catch (IllegalStateException e) {
            // How Iceberg's operations say that a table's identity has changed.
            if (String.valueOf(e.getMessage()).contains("UUID")) {
                throw replaced(e);
            }
            throw e;
        }
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        if (!written.asStruct().equals(base.schema().asStruct())) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "%s has other columns than when the statement began, as another writer has changed or replaced it; no rows were added"
                            .formatted(name));
        }
        if (!isSame.test(base)) {
            throw new OtherHistoryException(name);
        }
        operations.commit(base, metadata);
    }

    private SqlException replaced(@Nullable Throwable cause) {
        return new SqlException(
                ErrorCode.TRANSACTION_CONFLICT,
                "%s was dropped and created anew by another writer since the statement began; no rows were added"
                        .formatted(name),
                null,
                cause);
    }
}
