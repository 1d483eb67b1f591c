package dev.tarn.engine.function.text;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFunction.Kernel;

import java.util.List;

/// The loops that text functions share, by shape of arguments and result.
final class TextLoops {
    private static final long[] NO_LONGS = {};

    private TextLoops() {}

    /// Appends the result for one row. `numbers` are the BIGINT arguments after the strings.
    @FunctionalInterface
    interface ToBytes {
        void apply(Row row, BytesOut out);
    }

    /// Appends the result for one row; false where it is null.
    @FunctionalInterface
    interface ToBytesOrNull {
        boolean apply(Row row, BytesOut out);
    }

    /// Gives the result for one row, where it is not null, to `out`.
    @FunctionalInterface
    interface ToLongOrNull {
        boolean apply(Row row, long[] out);
    }

    @FunctionalInterface
    interface ToLong {
        long apply(Row row);
    }

    @FunctionalInterface
    interface ToBoolean {
        boolean apply(Row row);
    }

    /// The arguments of the row at hand: byte arguments first, then numbers. One object a batch.
    static final class Row {
        private final Bytes[] texts;
        private final long[][] numbers;
        int row;

        Row(List<Vector> arguments) {
            int textCount = 0;
            for (Vector argument : arguments) {
                textCount += argument.type().physical() == DataType.Physical.BYTES ? 1 : 0;
            }
            texts = new Bytes[textCount];
            numbers = new long[arguments.size() - textCount][];
            int text = 0;
            int number = 0;
            for (Vector argument : arguments) {
                if (argument.type().physical() == DataType.Physical.BYTES) {
                    texts[text++] = Args.bytes(argument);
                } else {
                    numbers[number++] = Args.longs(argument);
                }
            }
        }

        int textCount() {
            return texts.length;
        }

        byte[] data(int text) {
            return texts[text].data();
        }

        int from(int text) {
            return texts[text].from(row);
        }

        int to(int text) {
            return texts[text].to(row);
        }

        long number(int at) {
            return (at < numbers.length ? numbers[at] : NO_LONGS)[row];
        }

        int numberCount() {
            return numbers.length;
        }

        String string(int text) {
            return new String(
                    data(text),
                    from(text),
                    to(text) - from(text),
                    java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    static Kernel bytes(DataType type, ToBytes function) {
        return (arguments, rows, context) -> {
            Row row = new Row(arguments);
            BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
            for (int i = 0; i < rows.selectedCount(); i++) {
                row.row = rows.row(i);
                out.start(row.row);
                function.apply(row, out);
            }
            return out.finish(type, null);
        };
    }

    static Kernel bytesOrNull(DataType type, ToBytesOrNull function) {
        return (arguments, rows, context) -> {
            Row row = new Row(arguments);
            BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
            long[] validity = Bitmaps.allSet(rows.rowCount());
            for (int i = 0; i < rows.selectedCount(); i++) {
                row.row = rows.row(i);
                out.start(row.row);
                if (!function.apply(row, out)) {
                    Bitmaps.clear(validity, row.row);
                }
            }
            return out.finish(type, validity);
        };
    }

    /// `function` writes at the row's place.
    static Kernel longsOrNull(ToLongOrNull function) {
        return (arguments, rows, context) -> {
            Row row = new Row(arguments);
            long[] out = new long[rows.rowCount()];
            long[] validity = Bitmaps.allSet(rows.rowCount());
            for (int i = 0; i < rows.selectedCount(); i++) {
                row.row = rows.row(i);
                if (!function.apply(row, out)) {
                    Bitmaps.clear(validity, row.row);
                }
            }
            return new LongVector(DataType.BIGINT, out, validity, out.length);
        };
    }

    static Kernel longs(ToLong function) {
        return (arguments, rows, context) -> {
            Row row = new Row(arguments);
            long[] out = new long[rows.rowCount()];
            for (int i = 0; i < rows.selectedCount(); i++) {
                row.row = rows.row(i);
                out[row.row] = function.apply(row);
            }
            return new LongVector(DataType.BIGINT, out);
        };
    }

    static Kernel booleans(ToBoolean function) {
        return (arguments, rows, context) -> {
            Row row = new Row(arguments);
            boolean[] out = new boolean[rows.rowCount()];
            for (int i = 0; i < rows.selectedCount(); i++) {
                row.row = rows.row(i);
                out[row.row] = function.apply(row);
            }
            return new BooleanVector(DataType.BOOLEAN, out);
        };
    }
}
