package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.engine.kernel.Utf8;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// How texts sound, differ and are spelled.
final class TextMeasures {
    /// What each letter from A on sounds like; 0 is not heard, 7 does not even part two sounds.
    private static final String SOUNDS = "01230127022455012623017202";

    private static final int SOUNDEX_LENGTH = 4;

    private TextMeasures() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family(
                                "hamming_distance",
                                "(varchar, varchar of the same length) → bigint")
                        .failing(
                                List.of(STRING, STRING),
                                BIGINT,
                                TextLoops.longs(TextMeasures::hamming))
                        .build(),
                TextFunctions.family("luhn_check", "(varchar of digits) → boolean")
                        .failing(List.of(STRING), BOOLEAN, TextLoops.booleans(TextMeasures::isLuhn))
                        .build(),
                TextFunctions.family("soundex", "(varchar) → varchar of four characters")
                        .failing(
                                List.of(STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextMeasures::soundex))
                        .build(),
                TextFunctions.family("normalize", "(varchar[, NFC, NFD, NFKC or NFKD]) → varchar")
                        .pure(
                                List.of(STRING),
                                STRING,
                                TextLoops.bytes(
                                        STRING, (r, out) -> normalize(r, out, Normalizer.Form.NFC)))
                        .failing(
                                List.of(STRING, STRING),
                                STRING,
                                TextLoops.bytes(STRING, (r, out) -> normalize(r, out, form(r))))
                        .build(),
                TextFunctions.family(
                                "title_case", "(varchar) → varchar, the first letter of each word")
                        .pure(
                                List.of(STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextMeasures::titleCase))
                        .build());
    }

    /// Where the part occurs for the nth time, or for the nth time from the end; 0 if it does not.
    static long instance(Row r) {
        long instance = r.number(0);
        if (instance == 0) {
            throw TextEdits.invalid("strpos: the instance must not be 0");
        }
        if (r.from(1) == r.to(1)) {
            return 1;
        }
        byte[] data = r.data(0);
        int found = -1;
        if (instance > 0) {
            int at = r.from(0);
            for (long seen = 0; seen < instance; seen++) {
                found = Utf8.indexOf(data, at, r.to(0), r.data(1), r.from(1), r.to(1));
                if (found < 0) {
                    return 0;
                }
                at = found + 1;
            }
        } else {
            int at = r.to(0) - (r.to(1) - r.from(1));
            long left = -instance;
            for (; at >= r.from(0) && left > 0; at--) {
                if (isAt(r, at) && --left == 0) {
                    found = at;
                }
            }
        }
        return found < 0 ? 0 : Utf8.length(data, r.from(0), found) + 1L;
    }

    private static boolean isAt(Row r, int at) {
        int size = r.to(1) - r.from(1);
        return Utf8.indexOf(r.data(0), at, at + size, r.data(1), r.from(1), r.to(1)) == at;
    }

    private static long hamming(Row r) {
        int[] left = r.string(0).codePoints().toArray();
        int[] right = r.string(1).codePoints().toArray();
        if (left.length != right.length) {
            throw TextEdits.invalid(
                    "hamming_distance takes texts of one length, not of %d and %d characters",
                    left.length, right.length);
        }
        long distance = 0;
        for (int i = 0; i < left.length; i++) {
            distance += left[i] == right[i] ? 0 : 1;
        }
        return distance;
    }

    /// Whether the digits, every second one from the right doubled, add up to a multiple of ten.
    private static boolean isLuhn(Row r) {
        int sum = 0;
        boolean doubled = false;
        for (int at = r.to(0) - 1; at >= r.from(0); at--) {
            int digit = r.data(0)[at] - '0';
            if (digit < 0 || digit > 9) {
                throw TextEdits.invalid("luhn_check takes digits only, not '%s'", r.string(0));
            }
            int value = doubled ? 2 * digit : digit;
            sum += value > 9 ? value - 9 : value;
            doubled = !doubled;
        }
        return r.from(0) < r.to(0) && sum % 10 == 0;
    }

    /// The American Soundex of the National Archives: the first letter and three sounds; empty of
    /// nothing.
    private static void soundex(Row r, BytesOut out) {
        int length = 0;
        char before = '0';
        for (int at = r.from(0); at < r.to(0) && length < SOUNDEX_LENGTH; at++) {
            int letter = Character.toUpperCase(r.data(0)[at]) - 'A';
            if (letter < 0 || letter >= SOUNDS.length()) {
                if (r.data(0)[at] < 0) {
                    throw TextEdits.invalid(
                            "soundex takes the letters A to Z, not '%s'", r.string(0));
                }
                continue;
            }
            char sound = SOUNDS.charAt(letter);
            if (length == 0) {
                out.append((byte) ('A' + letter));
                length++;
            } else if (sound != '0' && sound != '7' && sound != before) {
                out.append((byte) sound);
                length++;
            }
            before = sound == '7' ? before : sound;
        }
        for (; length > 0 && length < SOUNDEX_LENGTH; length++) {
            out.append((byte) '0');
        }
    }

    private static Normalizer.Form form(Row r) {
        try {
            return Normalizer.Form.valueOf(r.string(1).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw TextEdits.invalid(
                    "normalize takes NFC, NFD, NFKC or NFKD, not '%s'", r.string(1));
        }
    }

    private static void normalize(Row r, BytesOut out, Normalizer.Form form) {
        out.append(Normalizer.normalize(r.string(0), form).getBytes(StandardCharsets.UTF_8));
    }

    private static void titleCase(Row r, BytesOut out) {
        boolean inWord = false;
        for (int at = r.from(0); at < r.to(0); at = Utf8.next(r.data(0), at, r.to(0))) {
            int c = Utf8.codePoint(r.data(0), at, r.to(0));
            out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = !Character.isWhitespace(c);
        }
    }
}
