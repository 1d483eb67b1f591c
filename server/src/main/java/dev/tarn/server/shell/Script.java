package dev.tarn.server.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A text cut at the semicolons that are not inside quotes or comments.
///
/// `statements` are those that a semicolon ended, and, from a complete text, the last one; `rest`
/// is what no semicolon ended yet, from its first character that is not white space.
public record Script(List<Piece> statements, Piece rest) {
    private static final Pattern TABLELESS =
            Pattern.compile("(?is)(select|values)\\b(?!.*\\b(from|table)\\b).*");

    public Script {
        statements = List.copyOf(statements);
    }

    /// A statement without its semicolon, and where it begins; both count from 1.
    public record Piece(String text, int line, int column) {}

    /// Cuts a text that may go on.
    public static Script cut(String text) {
        return new Cutter(text).cut();
    }

    /// The statements of a whole text; the last one needs no semicolon.
    public static List<Piece> statements(String text) {
        Script script = cut(text);
        List<Piece> pieces = new ArrayList<>(script.statements);
        if (!onlyComments(script.rest.text())) {
            pieces.add(script.rest);
        }
        return pieces;
    }

    /// Whether a statement of a whole text may name something in a catalog: true for all but
    /// queries in which no word introduces tables. May be true in vain.
    public static boolean mayNameTables(String text) {
        return !statements(text).stream()
                .allMatch(piece -> TABLELESS.matcher(piece.text()).matches());
    }

    private static boolean onlyComments(String text) {
        return text.replaceAll("--[^\n]*", "").replaceAll("(?s)/\\*.*?\\*/", "").isBlank();
    }

    private static final class Cutter {
        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private int at;
        private int start;

        Cutter(String text) {
            this.text = text;
        }

        Script cut() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == ';') {
                    Piece piece = piece(at);
                    if (!onlyComments(piece.text())) {
                        pieces.add(piece);
                    }
                    at++;
                    start = at;
                } else if (c == '\'' || c == '"' || c == '`') {
                    skipPast(String.valueOf(c), at + 1);
                } else if (text.startsWith("--", at)) {
                    skipPast("\n", at + 2);
                } else if (text.startsWith("/*", at)) {
                    skipPast("*/", at + 2);
                } else {
                    at++;
                }
            }
            return new Script(pieces, piece(text.length()));
        }

        /// A doubled quote closes and opens again, which comes to the same.
        private void skipPast(String end, int from) {
            int found = text.indexOf(end, from);
            at = found < 0 ? text.length() : found + end.length();
        }

        private Piece piece(int end) {
            int first = start;
            while (first < end && Character.isWhitespace(text.charAt(first))) {
                first++;
            }
            int last = end;
            while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
                last--;
            }
            int line = 1;
            int lineStart = 0;
            for (int i = 0; i < first; i++) {
                if (text.charAt(i) == '\n') {
                    line++;
                    lineStart = i + 1;
                }
            }
            return new Piece(text.substring(first, last), line, first - lineStart + 1);
        }
    }
}
