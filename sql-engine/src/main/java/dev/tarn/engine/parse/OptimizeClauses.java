package dev.tarn.engine.parse;

import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// OPTIMIZE, which is another spelling of a call:
///
/// ```
/// OPTIMIZE t WHERE c FULL DRY RUN
///   →   CALL system.rewrite_data_files(table => 't', where => 'c',
///           options => map('rewrite-all', 'true'), dry_run => true)
/// ```
public final class OptimizeClauses {
    private final SqlIdentifier table;
    private final List<Syntax.Argument> arguments = new ArrayList<>();
    private @Nullable String condition;

    public OptimizeClauses(SqlIdentifier table) {
        this.table = table;
    }

    public void where(String rows) {
        condition = rows;
    }

    public void full() {
        SqlParserPos position = SqlParserPos.ZERO;
        arguments.add(
                new Syntax.Argument(
                        "options",
                        SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR.createCall(
                                position,
                                SqlLiteral.createCharString("rewrite-all", position),
                                SqlLiteral.createCharString("true", position))));
    }

    public void dryRun() {
        arguments.add(
                new Syntax.Argument("dry_run", SqlLiteral.createBoolean(true, SqlParserPos.ZERO)));
    }

    public SqlNode call(SqlParserPos position) {
        Name procedure = new Name(List.of("system", "rewrite_data_files"), Positions.of(position));
        return new CommandNode(
                position, new Syntax.Call(procedure, arguments, Grammar.name(table), condition));
    }
}
