package dev.tarn.engine.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A LIKE pattern ready to match UTF-8 bytes.
///
/// The pattern is cut at `%` into pieces; the first must stand at the start and the last at the end
/// unless there is a `%` there, and those between are found one after another, leftmost first,
/// which is enough because `%` takes anything. A piece without `_` is compared as bytes; `_` takes
/// one code point. Immutable and thread-safe.
public final class LikePattern {
    private static final byte[] NO_BYTES = {};

    private final Piece first;
    private final Piece[] middle;
    private final Piece last;
    private final boolean hasAny;

    /// Bytes to find: `wild[i]` where byte `i` stands for any one code point; null if none does.
    private record Piece(byte[] bytes, boolean[] wild, boolean plain) {
        /// Where the piece ends when it starts at `from`, or -1.
        int match(byte[] data, int from, int to) {
            if (plain) {
                int end = from + bytes.length;
                return end <= to && Arrays.equals(data, from, end, bytes, 0, bytes.length)
                        ? end
                        : -1;
            }
            int at = from;
            for (int i = 0; i < bytes.length; i++) {
                if (at >= to) {
                    return -1;
                }
                if (wild[i]) {
                    at = Utf8.next(data, at, to);
                } else if (data[at++] != bytes[i]) {
                    return -1;
                }
            }
            return at;
        }

        /// Where the first match at or after `from` ends, or -1.
        int find(byte[] data, int from, int to) {
            if (plain) {
                int at = Utf8.indexOf(data, from, to, bytes, 0, bytes.length);
                return at < 0 ? -1 : at + bytes.length;
            }
            return wild[0] || Utf8.isContinuation(bytes[0])
                    ? findAnywhere(data, from, to)
                    : findAfterFirst(data, from, to);
        }

        private int findAnywhere(byte[] data, int from, int to) {
            for (int at = from; at <= to; at = at < to ? Utf8.next(data, at, to) : to + 1) {
                int end = match(data, at, to);
                if (end >= 0) {
                    return end;
                }
            }
            return -1;
        }

        /// By the first byte, which begins a code point wherever it stands.
        private int findAfterFirst(byte[] data, int from, int to) {
            byte begin = bytes[0];
            int last = to - bytes.length;
            for (int at = from; at <= last; at++) {
                if (data[at] == begin) {
                    int end = match(data, at, to);
                    if (end >= 0) {
                        return end;
                    }
                }
            }
            return -1;
        }

        /// Whether the piece matches `data[?..to)` with a start at or after `from`.
        boolean matchesEnd(byte[] data, int from, int to) {
            int at = to;
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (at <= from) {
                    return false;
                }
                if (wild[i]) {
                    at = Utf8.previous(data, from, at);
                } else if (data[--at] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private LikePattern(List<Piece> pieces, boolean hasAny) {
        this.first = pieces.getFirst();
        this.last = pieces.getLast();
        this.hasAny = hasAny;
        this.middle =
                pieces.size() <= 2
                        ? new Piece[0]
                        : pieces.subList(1, pieces.size() - 1).stream()
                                .filter(piece -> piece.bytes.length > 0)
                                .toArray(Piece[]::new);
    }

    /// A pattern in which `escape` (a byte, or -1 for none) takes the meaning from the `%`, `_` or
    /// escape that follows it.
    ///
    /// @throws IllegalArgumentException where something else follows the escape, with what does
    public static LikePattern compile(byte[] pattern, int from, int to, int escape) {
        List<Piece> pieces = new ArrayList<>();
        byte[] bytes = new byte[to - from];
        boolean[] wild = new boolean[to - from];
        int count = 0;
        boolean any = false;
        for (int at = from; at < to; at++) {
            byte b = pattern[at];
            if (escape >= 0 && b == (byte) escape) {
                byte escaped = at + 1 < to ? pattern[at + 1] : 0;
                if (escaped != '%'
                        && escaped != '_'
                        && (escaped != (byte) escape || at + 1 == to)) {
                    throw new IllegalArgumentException(
                            "Escape character '%c' must be followed by '%%', '_' or itself"
                                    .formatted(escape));
                }
                bytes[count++] = escaped;
                at++;
            } else if (b == '%') {
                pieces.add(piece(bytes, wild, count));
                wild = new boolean[to - from];
                count = 0;
                any = true;
            } else {
                wild[count] = b == '_';
                bytes[count++] = b;
            }
        }
        pieces.add(piece(bytes, wild, count));
        return new LikePattern(pieces, any);
    }

    private static Piece piece(byte[] bytes, boolean[] wild, int count) {
        boolean plain = true;
        for (int i = 0; i < count; i++) {
            plain &= !wild[i];
        }
        return new Piece(
                count == 0 ? NO_BYTES : Arrays.copyOf(bytes, count),
                Arrays.copyOf(wild, count),
                plain);
    }

    public boolean matches(byte[] data, int from, int to) {
        int at = first.match(data, from, to);
        if (!hasAny || at < 0) {
            return at == to;
        }
        for (Piece piece : middle) {
            at = piece.find(data, at, to);
            if (at < 0) {
                return false;
            }
        }
        return last.matchesEnd(data, at, to);
    }
}
