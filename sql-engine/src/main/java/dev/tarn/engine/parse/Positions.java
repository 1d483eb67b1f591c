package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Where things are in the SQL text.
public final class Positions {
    private Positions() {}

    /// The place of a Calcite node; null for nodes that come from no text.
    public static @Nullable Position of(SqlParserPos position) {
        return position.getLineNum() < 1
                ? null
                : new Position(position.getLineNum(), position.getColumnNum());
    }

    public static @Nullable Position of(SqlNode node) {
        return of(node.getParserPosition());
    }

    /// An error about `node`.
    public static SqlException error(ErrorCode code, String message, SqlNode node) {
        return new SqlException(code, message, of(node), null);
    }

    /// The index in `text` of a line and column that count from 1; tabs count as one.
    static int offset(String text, Position position) {
        int offset = 0;
        for (int line = 1; line < position.line(); line++) {
            int end = offset;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            boolean pair = text.startsWith("\r\n", end);
            offset = Math.min(text.length(), end + (pair ? 2 : 1));
        }
        return Math.min(text.length(), offset + position.column() - 1);
    }
}
