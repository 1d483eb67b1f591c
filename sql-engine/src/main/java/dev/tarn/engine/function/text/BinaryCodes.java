package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BINARY;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.INTEGER;
import static dev.tarn.columnar.DataType.REAL;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;

/// Binaries as base 32 and as base 64 of URLs, and numbers as their bytes, the highest first.
final class BinaryCodes {
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private BinaryCodes() {}

    static List<ScalarFamily> families() {
        return List.of(
                toText("to_base32", BinaryCodes::toBase32),
                fromText("from_base32", BinaryCodes::fromBase32),
                toText(
                        "to_base64url",
                        (r, out) -> out.append(Base64.getUrlEncoder().encode(bytes(r)))),
                fromText("from_base64url", BinaryCodes::fromBase64Url),
                number("to_big_endian_32", INTEGER, Integer.BYTES),
                number("to_big_endian_64", BIGINT, Long.BYTES),
                number("to_ieee754_32", REAL, Integer.BYTES),
                number("to_ieee754_64", DOUBLE, Long.BYTES),
                binary("from_big_endian_32", INTEGER, Integer.BYTES),
                binary("from_big_endian_64", BIGINT, Long.BYTES),
                binary("from_ieee754_32", REAL, Integer.BYTES),
                binary("from_ieee754_64", DOUBLE, Long.BYTES));
    }

    private static ScalarFamily toText(String name, TextLoops.ToBytes function) {
        return TextFunctions.family(name, "(varbinary) → varchar")
                .pure(List.of(BINARY), STRING, TextLoops.bytes(STRING, function))
                .build();
    }

    private static ScalarFamily fromText(String name, TextLoops.ToBytes function) {
        return TextFunctions.family(name, "(varchar) → varbinary")
                .failing(List.of(STRING), BINARY, TextLoops.bytes(BINARY, function))
                .build();
    }

    private static byte[] bytes(Row r) {
        return Arrays.copyOfRange(r.data(0), r.from(0), r.to(0));
    }

    /// As RFC 4648 has it: groups of eight letters, the last filled with `=`.
    private static void toBase32(Row r, BytesOut out) {
        long bits = 0;
        int count = 0;
        int letters = 0;
        for (int at = r.from(0); at < r.to(0); at++) {
            bits = bits << 8 | r.data(0)[at] & 0xFF;
            for (count += 8; count >= 5; count -= 5) {
                out.append((byte) BASE_32.charAt((int) (bits >>> count - 5) & 31));
                letters++;
            }
        }
        if (count > 0) {
            out.append((byte) BASE_32.charAt((int) (bits << 5 - count) & 31));
            letters++;
        }
        for (; letters % 8 != 0; letters++) {
            out.append((byte) '=');
        }
    }

    private static void fromBase32(Row r, BytesOut out) {
        int end = r.to(0);
        while (end > r.from(0) && r.data(0)[end - 1] == '=') {
            end--;
        }
        long bits = 0;
        int count = 0;
        for (int at = r.from(0); at < end; at++) {
            int value = BASE_32.indexOf(Character.toUpperCase(r.data(0)[at]));
            if (value < 0) {
                throw notBase32(r);
            }
            bits = bits << 5 | value;
            count += 5;
            if (count >= 8) {
                count -= 8;
                out.append((byte) (bits >>> count));
            }
        }
        boolean isWhole = (r.to(0) - r.from(0)) % 8 == 0 || end == r.to(0);
        if (!isWhole || count >= 5 || (bits & (1L << count) - 1) != 0) {
            throw notBase32(r);
        }
    }

    private static RuntimeException notBase32(Row r) {
        return TextEdits.invalid("from_base32: '%s' is not base 32", r.string(0));
    }

    private static void fromBase64Url(Row r, BytesOut out) {
        try {
            out.append(Base64.getUrlDecoder().decode(bytes(r)));
        } catch (IllegalArgumentException e) {
            throw TextEdits.invalid("from_base64url: '%s' is not base 64 of URLs", r.string(0));
        }
    }

    /// Appends the lowest `count` bytes of `bits`, the highest first.
    static void appendBigEndian(BytesOut out, long bits, int count) {
        for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.append((byte) (bits >>> shift));
        }
    }

    private static ScalarFamily number(String name, DataType type, int size) {
        return TextFunctions.family(name, "(%s) → varbinary".formatted(type))
                .pure(
                        List.of(type),
                        BINARY,
                        (arguments, rows, context) -> {
                            IntToLongFunction bits = bits(arguments.getFirst());
                            BytesOut out =
                                    new BytesOut(rows.rowCount(), rows.selectedCount() * size);
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                out.start(row);
                                appendBigEndian(out, bits.applyAsLong(row), size);
                            }
                            return out.finish(BINARY, null);
                        })
                .build();
    }

    private static IntToLongFunction bits(Vector vector) {
        return switch (vector.type().physical()) {
            case INT -> {
                int[] ints = Args.ints(vector);
                yield row -> ints[row];
            }
            case FLOAT -> {
                float[] floats = Args.floats(vector);
                yield row -> Float.floatToIntBits(floats[row]);
            }
            case DOUBLE -> {
                double[] doubles = Args.doubles(vector);
                yield row -> Double.doubleToLongBits(doubles[row]);
            }
            default -> {
                long[] longs = Args.longs(vector);
                yield row -> longs[row];
            }
        };
    }

    private static ScalarFamily binary(String name, DataType type, int size) {
        return TextFunctions.family(
                        name,
                        "(varbinary of %d bytes) → %s"
                                .formatted(size, type.toString().toLowerCase(Locale.ROOT)))
                .failing(
                        List.of(BINARY),
                        type,
                        (arguments, rows, context) ->
                                values(type, bits(name, size, arguments.getFirst(), rows)))
                .build();
    }

    private static long[] bits(String name, int size, Vector vector, Rows rows) {
        Bytes bytes = Args.bytes(vector);
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int count = bytes.to(row) - bytes.from(row);
            if (count != size) {
                throw TextEdits.invalid("%s takes %d bytes, not %d", name, size, count);
            }
            for (int at = bytes.from(row); at < bytes.to(row); at++) {
                out[row] = out[row] << Byte.SIZE | bytes.data()[at] & 0xFF;
            }
        }
        return out;
    }

    private static Vector values(DataType type, long[] bits) {
        int count = bits.length;
        return switch (type.physical()) {
            case INT -> {
                int[] ints = new int[count];
                Arrays.setAll(ints, row -> (int) bits[row]);
                yield new IntVector(type, ints, null, count);
            }
            case FLOAT -> {
                float[] floats = new float[count];
                for (int row = 0; row < count; row++) {
                    floats[row] = Float.intBitsToFloat((int) bits[row]);
                }
                yield new FloatVector(type, floats, null, count);
            }
            case DOUBLE -> {
                double[] doubles = new double[count];
                Arrays.setAll(doubles, row -> Double.longBitsToDouble(bits[row]));
                yield new DoubleVector(type, doubles, null, count);
            }
            default -> new LongVector(type, bits, null, count);
        };
    }
}
