package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BINARY;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Functions between binaries and text: hexadecimal and UTF-8.
final class BinaryFunctions {
    private BinaryFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family("to_hex", "(varbinary) → varchar")
                        .pure(
                                List.of(BINARY),
                                STRING,
                                TextLoops.bytes(STRING, BinaryFunctions::toHex))
                        .build(),
                TextFunctions.family("from_hex", "(varchar) → varbinary")
                        .failing(
                                List.of(STRING),
                                BINARY,
                                TextLoops.bytes(BINARY, BinaryFunctions::fromHex))
                        .build(),
                TextFunctions.family("to_utf8", "(varchar) → varbinary")
                        .pure(
                                List.of(STRING),
                                BINARY,
                                TextLoops.bytes(
                                        BINARY,
                                        (r, out) -> out.append(r.data(0), r.from(0), r.to(0))))
                        .build(),
                TextFunctions.family(
                                "from_utf8", "(varbinary) → varchar; replaces what is no UTF-8")
                        .pure(
                                List.of(BINARY),
                                STRING,
                                TextLoops.bytes(
                                        STRING,
                                        (r, out) ->
                                                out.append(
                                                        r.string(0)
                                                                .getBytes(StandardCharsets.UTF_8))))
                        .build());
    }

    private static void toHex(Row r, BytesOut out) {
        for (int i = r.from(0); i < r.to(0); i++) {
            byte b = r.data(0)[i];
            out.append((byte) Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)));
            out.append((byte) Character.toUpperCase(Character.forDigit(b & 15, 16)));
        }
    }

    private static void fromHex(Row r, BytesOut out) {
        if ((r.to(0) - r.from(0)) % 2 != 0) {
            throw TextEdits.invalid("from_hex: '%s' has an odd number of digits", r.string(0));
        }
        for (int i = r.from(0); i < r.to(0); i += 2) {
            int high = Character.digit(r.data(0)[i], 16);
            int low = Character.digit(r.data(0)[i + 1], 16);
            if (high < 0 || low < 0) {
                throw TextEdits.invalid("from_hex: '%s' is not hexadecimal", r.string(0));
            }
            out.append((byte) (high << 4 | low));
        }
    }
}
