package dev.tarn.engine.parse;

import dev.tarn.engine.statement.Command;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/// The actions of our grammar for START TRANSACTION, COMMIT and ROLLBACK. Called by the generated
/// parser only.
public final class TransactionClauses {
    private boolean serializable;
    private boolean readOnly;

    /// The last level named is the one that holds.
    public void level(boolean isSerializable) {
        serializable = isSerializable;
    }

    public void access(boolean isReadOnly) {
        readOnly = isReadOnly;
    }

    public SqlNode begin(SqlParserPos position) {
        return Grammar.command(position, new Command.BeginTransaction(serializable, readOnly));
    }

    public static SqlNode commit(SqlParserPos position) {
        return Grammar.command(position, new Command.Commit());
    }

    public static SqlNode rollback(SqlParserPos position) {
        return Grammar.command(position, new Command.Rollback());
    }
}
