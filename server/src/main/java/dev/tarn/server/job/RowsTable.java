package dev.tarn.server.job;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.SystemTable;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// `system.runtime.NAME`, with a row for each of some records.
record RowsTable<T>(String name, List<Column<T>> parts, Function<Session, List<T>> source)
        implements SystemTable {

    /// One column of such a table.
    record Column<T>(String name, DataType type, Function<T, @Nullable Object> value) {}

    static @Nullable Object utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Object utc(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    @Override
    public String schema() {
        return "runtime";
    }

    @Override
    public List<Field> columns() {
        return parts.stream().map(part -> new Field(part.name(), part.type())).toList();
    }

    @Override
    public void read(Session session, Consumer<Batch> batches) {
        List<T> rows = source.apply(session);
        List<Vector> vectors = new ArrayList<>();
        for (Column<T> part : parts) {
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.add(part.value().apply(row)));
            vectors.add(VectorBuilder.of(part.type(), values));
        }
        batches.accept(new Batch(vectors, rows.size()));
    }
}
