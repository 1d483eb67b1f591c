package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BINARY;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/// Base 64, the escapes of URLs, checksums and distances of texts.
final class TextCodes {
    /// What the work for one pair of texts may be: the product of their lengths.
    private static final long MAX_DISTANCE_STEPS = 100_000_000;

    private TextCodes() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family("to_base64", "(varbinary) → varchar")
                        .pure(List.of(BINARY), STRING, TextLoops.bytes(STRING, TextCodes::toBase64))
                        .build(),
                TextFunctions.family("from_base64", "(varchar) → varbinary")
                        .failing(
                                List.of(STRING),
                                BINARY,
                                TextLoops.bytes(BINARY, TextCodes::fromBase64))
                        .build(),
                TextFunctions.family("url_encode", "(varchar) → varchar")
                        .pure(
                                List.of(STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextCodes::urlEncode))
                        .build(),
                TextFunctions.family("url_decode", "(varchar) → varchar")
                        .failing(
                                List.of(STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextCodes::urlDecode))
                        .build(),
                TextFunctions.family("crc32", "(varbinary) → bigint")
                        .pure(List.of(BINARY), BIGINT, TextLoops.longs(TextCodes::crc32))
                        .build(),
                TextFunctions.family("levenshtein_distance", "(varchar, varchar) → bigint")
                        .failing(
                                List.of(STRING, STRING),
                                BIGINT,
                                TextLoops.longs(TextCodes::levenshtein))
                        .build());
    }

    private static byte[] bytes(Row r) {
        return Arrays.copyOfRange(r.data(0), r.from(0), r.to(0));
    }

    private static void toBase64(Row r, BytesOut out) {
        out.append(Base64.getEncoder().encode(bytes(r)));
    }

    private static void fromBase64(Row r, BytesOut out) {
        try {
            out.append(Base64.getDecoder().decode(bytes(r)));
        } catch (IllegalArgumentException e) {
            throw TextEdits.invalid("from_base64: '%s' is not base 64", r.string(0));
        }
    }

    /// As a form's value: a blank is `+`, and letters, digits and `.-*_` stay.
    private static void urlEncode(Row r, BytesOut out) {
        out.append(URLEncoder.encode(r.string(0), StandardCharsets.UTF_8));
    }

    private static void urlDecode(Row r, BytesOut out) {
        try {
            String decoded = URLDecoder.decode(r.string(0), StandardCharsets.UTF_8);
            out.append(decoded.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw TextEdits.invalid("url_decode: '%s' has a wrong %% escape", r.string(0));
        }
    }

    private static long crc32(Row r) {
        CRC32 sum = new CRC32();
        sum.update(r.data(0), r.from(0), r.to(0) - r.from(0));
        return sum.getValue();
    }

    /// How many characters are put in, taken out or changed to make one text the other.
    private static long levenshtein(Row r) {
        int[] left = r.string(0).codePoints().toArray();
        int[] right = r.string(1).codePoints().toArray();
        if ((long) left.length * right.length > MAX_DISTANCE_STEPS) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "levenshtein_distance of texts of %,d and %,d characters; their product may be"
                                    .formatted(left.length, right.length)
                            + " %,d at most".formatted(MAX_DISTANCE_STEPS));
        }
        int[] before = new int[right.length + 1];
        int[] row = new int[right.length + 1];
        for (int j = 0; j <= right.length; j++) {
            before[j] = j;
        }
        for (int i = 0; i < left.length; i++) {
            row[0] = i + 1;
            for (int j = 0; j < right.length; j++) {
                int changed = before[j] + (left[i] == right[j] ? 0 : 1);
                row[j + 1] = Math.min(changed, 1 + Math.min(before[j + 1], row[j]));
            }
            int[] swapped = before;
            before = row;
            row = swapped;
        }
        return before[right.length];
    }
}
