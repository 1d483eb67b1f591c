package dev.tarn.engine.function.json;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

/// The characters of a path as words, symbols, numbers and texts. Blanks between them do not count.
/// Not thread-safe.
final class PathScanner {
    private final String text;
    private int at;

    PathScanner(String text) {
        this.text = text;
    }

    /// What is wrong where reading stopped.
    SqlException wrong(String reason) {
        return new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "'%s' is no path into JSON: %s at character %d".formatted(text, reason, at + 1));
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    boolean isAtEnd() {
        skipBlanks();
        return at == text.length();
    }

    /// Whether `symbol` comes next.
    boolean sees(String symbol) {
        skipBlanks();
        return text.startsWith(symbol, at);
    }

    /// Whether `symbol` came next; if so it is behind now.
    boolean takes(String symbol) {
        boolean isNext = sees(symbol);
        at += isNext ? symbol.length() : 0;
        return isNext;
    }

    void expect(String symbol) {
        if (!takes(symbol)) {
            throw wrong("expected " + symbol);
        }
    }

    /// The word that comes next without going behind it; null if it is none.
    @Nullable String peekWord() {
        skipBlanks();
        int end = at;
        while (end < text.length() && isOfWord(text.charAt(end), end == at)) {
            end++;
        }
        return end == at ? null : text.substring(at, end);
    }

    private static boolean isOfWord(char c, boolean first) {
        return c == '_' || Character.isLetter(c) || !first && Character.isDigit(c);
    }

    /// Whether the word `wanted` came next; if so it is behind now.
    boolean takesWord(String wanted) {
        boolean isNext = wanted.equals(peekWord());
        at += isNext ? wanted.length() : 0;
        return isNext;
    }

    /// The word that comes next, which is behind then; null if it is none.
    @Nullable String word() {
        String word = peekWord();
        at += word == null ? 0 : word.length();
        return word;
    }

    /// Whether the next character, without blanks before it, starts a word.
    boolean isAtWord() {
        return at < text.length() && isOfWord(text.charAt(at), true);
    }

    /// The unsigned number that comes next; null if it is none.
    @Nullable String number() {
        skipBlanks();
        int end = digits(at);
        if (end == at) {
            return null;
        }
        if (end < text.length() && text.charAt(end) == '.' && digits(end + 1) > end + 1) {
            end = digits(end + 1);
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            boolean signed = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0;
            int from = end + (signed ? 2 : 1);
            end = digits(from) > from ? digits(from) : end;
        }
        String number = text.substring(at, end);
        at = end;
        return number;
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /// The text in double quotes that comes next: a quote within is doubled or has a backslash
    /// before it, as others of JSON's escapes. Null if there is none.
    @Nullable String quoted() {
        if (!takes("\"")) {
            return null;
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                value.append(escaped());
            } else if (c != '"') {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                value.append(text.charAt(at++));
            } else {
                return value.toString();
            }
        }
        throw wrong("a text is not closed");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an escape that JSON does not have");
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw wrong("four digits of base 16 belong behind \\u");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }
}
