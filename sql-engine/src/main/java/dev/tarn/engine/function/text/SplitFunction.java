package dev.tarn.engine.function.text;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.engine.kernel.Utf8;

import java.util.Arrays;
import java.util.List;

/// Cuts strings at a delimiter.
final class SplitFunction {
    private SplitFunction() {}

    /// The part at the index, which counts from 1; null beyond the last.
    static Vector part(List<Vector> arguments, Rows rows, FunctionContext context) {
        Row r = new Row(arguments);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 8);
        long[] validity = Bitmaps.allSet(rows.rowCount());
        boolean nulls = false;
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out.start(r.row);
            if (r.number(0) < 1) {
                throw TextEdits.invalid(
                        "split_part: index must be at least 1, not %d", r.number(0));
            }
            checkDelimiter(r, "split_part");
            int at = r.from(0);
            for (long skipped = 1; skipped < r.number(0) && at >= 0; skipped++) {
                int found = delimiter(r, at);
                at = found < 0 ? -1 : found + r.to(1) - r.from(1);
            }
            if (at < 0) {
                Bitmaps.clear(validity, r.row);
                nulls = true;
                continue;
            }
            int end = delimiter(r, at);
            out.append(r.data(0), at, end < 0 ? r.to(0) : end);
        }
        return out.finish(DataType.STRING, nulls ? validity : null);
    }

    static Vector split(List<Vector> arguments, Rows rows, FunctionContext context) {
        Row r = new Row(arguments);
        int[] listOffsets = new int[rows.rowCount() + 1];
        byte[] data = new byte[64];
        int[] offsets = new int[16];
        int count = 0;
        int next = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            Arrays.fill(listOffsets, next + 1, r.row + 1, count);
            next = r.row;
            checkDelimiter(r, "split");
            int at = r.from(0);
            while (true) {
                int found = delimiter(r, at);
                int end = found < 0 ? r.to(0) : found;
                int size = offsets[count];
                if (size + end - at > data.length) {
                    data = Arrays.copyOf(data, Math.max(2 * data.length, size + end - at));
                }
                System.arraycopy(r.data(0), at, data, size, end - at);
                if (count + 2 > offsets.length) {
                    offsets = Arrays.copyOf(offsets, 2 * offsets.length);
                }
                offsets[++count] = size + end - at;
                if (found < 0) {
                    break;
                }
                at = found + r.to(1) - r.from(1);
            }
        }
        Arrays.fill(listOffsets, next + 1, listOffsets.length, count);
        BytesVector elements = new BytesVector(DataType.STRING, data, offsets, null, count);
        return new ListVector(
                new DataType.ListOf(DataType.STRING), listOffsets, elements, null, rows.rowCount());
    }

    private static int delimiter(Row r, int at) {
        return Utf8.indexOf(r.data(0), at, r.to(0), r.data(1), r.from(1), r.to(1));
    }

    private static void checkDelimiter(Row r, String function) {
        if (r.from(1) == r.to(1)) {
            throw TextEdits.invalid("%s: delimiter must not be empty", function);
        }
    }
}
