package dev.tarn.engine.spi;

import dev.tarn.engine.Session;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The table that a procedure was called for, and what the engine does with its files, as part of
/// the query that the call is. Used by the thread that called the procedure.
public interface ProcedureTable {

    /// Its whole name, for messages.
    String name();

    /// The table as it was when the procedure was called; it may be refreshed and committed to.
    Table table();

    /// Who calls.
    Session session();

    /// Whose files are not the table's; null where the catalog does not tell.
    ///
    /// @throws org.apache.iceberg.exceptions.ForbiddenException as [FileOwnership#than]
    FileOwnership.@Nullable Others others();

    /// The part of an SQL condition on the table's columns that metadata can judge: what it rules
    /// out does not meet the condition.
    ///
    /// @throws dev.tarn.engine.SqlException if it is no condition on them, or metadata can judge
    ///   nothing of it
    Expression condition(String sql);

    /// Writes the rows of some data files anew and gives the new files, which nothing refers to:
    /// whoever asked for them commits or deletes them. None are left if it fails.
    ///
    /// @throws dev.tarn.engine.SqlException if it fails or the query is cancelled
    List<DataFile> rewrite(FileRewrite rewrite);
}
