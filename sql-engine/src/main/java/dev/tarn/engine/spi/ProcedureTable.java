package dev.tarn.engine.spi;

import dev.tarn.engine.Session;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/// The table that a procedure was called for. Used by the thread that called the procedure.
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
}
