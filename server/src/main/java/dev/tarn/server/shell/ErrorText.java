package dev.tarn.server.shell;

import dev.tarn.engine.SqlException;

/// A failed statement for people: the message with its code, and the line of SQL with a caret under
/// the place.
final class ErrorText {
    private ErrorText() {}

    /// The piece's place in its file is added to the error's place in the piece.
    static String of(SqlException failure, Script.Piece piece) {
        SqlException.Position position = failure.position();
        if (position == null) {
            return "%s: %s\n".formatted(failure.code(), failure.getMessage());
        }
        String[] lines = piece.text().split("\n", -1);
        int line = piece.line() + position.line() - 1;
        int column = position.column() + (position.line() == 1 ? piece.column() - 1 : 0);
        StringBuilder text =
                new StringBuilder(
                        "%s at line %d, column %d: %s\n"
                                .formatted(failure.code(), line, column, failure.getMessage()));
        if (position.line() <= lines.length) {
            String source = lines[position.line() - 1];
            text.append("  ").append(source).append('\n').append("  ");
            for (int i = 0; i < position.column() - 1 && i < source.length(); i++) {
                text.append(source.charAt(i) == '\t' ? '\t' : ' ');
            }
            text.append("^\n");
        }
        return text.toString();
    }
}
