package dev.tarn.bench.lake;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// The columns of a generated table: what each is called, and how a row tells its value. No value
/// is null. Built by one thread, then shared.
final class RowColumns<T> {
    private static final int BATCH_ROWS = 8192;
    private static final DataType MONEY = new DataType.Decimal(15, 2);

    private final List<NestedField> fields = new ArrayList<>();
    private final List<Function<List<T>, Vector>> vectors = new ArrayList<>();

    RowColumns<T> bigint(String name, ToLongFunction<T> value) {
        return add(name, Types.LongType.get(), rows -> longs(DataType.BIGINT, rows, value));
    }

    RowColumns<T> integer(String name, ToIntFunction<T> value) {
        return add(name, Types.IntegerType.get(), rows -> ints(DataType.INTEGER, rows, value));
    }

    /// Days since 1970.
    RowColumns<T> date(String name, ToIntFunction<T> days) {
        return add(name, Types.DateType.get(), rows -> ints(DataType.DATE, rows, days));
    }

    /// A decimal of 15 digits, two of them behind the point.
    RowColumns<T> money(String name, ToLongFunction<T> cents) {
        return add(name, Types.DecimalType.of(15, 2), rows -> longs(MONEY, rows, cents));
    }

    /// Text in ASCII.
    RowColumns<T> text(String name, Function<T, String> value) {
        return add(name, Types.StringType.get(), rows -> texts(rows, value));
    }

    private RowColumns<T> add(String name, Type type, Function<List<T>, Vector> vector) {
        fields.add(NestedField.optional(fields.size() + 1, name, type));
        vectors.add(vector);
        return this;
    }

    Schema schema() {
        return new Schema(fields);
    }

    /// Writes all of `rows` and ends the stream.
    void write(Iterable<T> rows, TableCopies.Writer writer) {
        List<T> waiting = new ArrayList<>(BATCH_ROWS);
        for (T row : rows) {
            waiting.add(row);
            if (waiting.size() == BATCH_ROWS) {
                writer.write(batch(waiting));
                waiting.clear();
            }
        }
        if (!waiting.isEmpty()) {
            writer.write(batch(waiting));
        }
        writer.complete();
    }

    private Batch batch(List<T> rows) {
        return new Batch(vectors.stream().map(vector -> vector.apply(rows)).toList(), rows.size());
    }

    private static <T> LongVector longs(DataType type, List<T> rows, ToLongFunction<T> value) {
        return new LongVector(type, rows.stream().mapToLong(value).toArray());
    }

    private static <T> IntVector ints(DataType type, List<T> rows, ToIntFunction<T> value) {
        return new IntVector(type, rows.stream().mapToInt(value).toArray());
    }

    private static <T> BytesVector texts(List<T> rows, Function<T, String> value) {
        int[] offsets = new int[rows.size() + 1];
        StringBuilder all = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            all.append(value.apply(rows.get(row)));
            offsets[row + 1] = all.length();
        }
        byte[] data = all.toString().getBytes(StandardCharsets.US_ASCII);
        return new BytesVector(DataType.STRING, data, offsets, null, rows.size());
    }
}
