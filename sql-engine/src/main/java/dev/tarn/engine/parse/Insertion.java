package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Syntax.PartitionValue;
import dev.tarn.engine.parse.Syntax.Replaced;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The clauses of one INSERT.
public final class Insertion {
    private final List<PartitionValue> partition = new ArrayList<>();
    private final List<Name> columns = new ArrayList<>();
    private boolean byName;
    private Replaced replaced = new Replaced.Nothing();

    public void overwrite() {
        replaced = new Replaced.Partition();
    }

    public void replace(SqlParserPos position, SqlNode condition) {
        if (replaced instanceof Replaced.Partition) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    "INSERT OVERWRITE takes no REPLACE WHERE; INSERT INTO does",
                    position);
        }
        replaced = new Replaced.Where(condition);
    }

    /// @param value null where the source gives it
    public void partition(SqlIdentifier column, @Nullable SqlNode value) {
        partition.add(new PartitionValue(Grammar.name(column), value));
    }

    public void byName() {
        byName = true;
    }

    public void columns(SqlNodeList given) {
        given.forEach(column -> columns.add(Grammar.name((SqlIdentifier) column)));
    }

    public SqlNode insert(SqlParserPos position, SqlIdentifier table, SqlNode source) {
        return new CommandNode(
                position,
                new Syntax.Insert(
                        Grammar.name(table), partition, columns, byName, replaced, source));
    }
}
