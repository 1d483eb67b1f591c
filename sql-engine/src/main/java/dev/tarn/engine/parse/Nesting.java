package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// How deeply calls and sub-queries of a statement stand in one another. There is a limit, as
/// planning looks at all that is in a call for each call: ten thousand terms of a sum would keep it
/// busy for minutes. Terms of AND and OR stand beside one another.
final class Nesting extends SqlBasicVisitor<@Nullable Void> {
    private static final int MOST_LEVELS = 2000;

    private int level;

    private Nesting() {}

    /// @throws SqlException NOT_SUPPORTED if `statement` nests more deeply than is accepted
    static void check(SqlNode statement) {
        statement.accept(new Nesting());
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        int levels =
                switch (call.getKind()) {
                    case AND, OR -> 0;
                    default -> 1;
                };
        level += levels;
        if (level > MOST_LEVELS) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Expressions nest more than %d levels deep, which is the most that is accepted"
                            .formatted(MOST_LEVELS),
                    Positions.of(call.getParserPosition()),
                    null);
        }
        super.visit(call);
        level -= levels;
        return null;
    }
}
