package dev.tarn.storage.row;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.StructLike;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.variants.Variant;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/// Batches out of a sequence of Iceberg's generic rows. One thread.
public final class RowReader implements BatchReader {
    private final List<Types.NestedField> columns;
    private final int batchRowCount;
    private final CloseableIterator<? extends StructLike> rows;
    private final LongSupplier bytesRead;
    private final BiFunction<String, Exception, StorageException> failure;
    private long rowCount;

    /// Reads `rows`, whose values are those of `columns` in order. `failure` makes our exception of
    /// what reading a row throws, told after which row.
    public RowReader(
            CloseableIterable<? extends StructLike> rows,
            List<Types.NestedField> columns,
            int batchRowCount,
            LongSupplier bytesRead,
            BiFunction<String, Exception, StorageException> failure) {
        this.columns = columns;
        this.batchRowCount = batchRowCount;
        this.rows = rows.iterator();
        this.bytesRead = bytesRead;
        this.failure = failure;
    }

    @Override
    public @Nullable Batch next() {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(new ArrayList<>());
        }
        int count = 0;
        try {
            while (count < batchRowCount && rows.hasNext()) {
                StructLike row = rows.next();
                for (int i = 0; i < columns.size(); i++) {
                    Object value = row.get(i, Object.class);
                    values.get(i).add(javaValue(columns.get(i).type(), value));
                }
                count++;
            }
            rowCount += count;
            return count == 0 ? null : new Batch(vectors(values), count);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure.apply("row " + (rowCount + count), e);
        } catch (LinkageError e) {
            // A codec whose library is not shipped.
            throw failure.apply(
                    "row " + (rowCount + count),
                    new UnsupportedOperationException("missing " + e.getMessage(), e));
        }
    }

    private List<Vector> vectors(List<List<@Nullable Object>> values) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            DataType type = IcebergTypes.dataType(columns.get(i).type());
            vectors.add(VectorBuilder.of(type, values.get(i)));
        }
        return vectors;
    }

    /// A generic value in the form of [JavaValues].
    private static @Nullable Object javaValue(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case STRING -> value.toString();
            case BINARY, FIXED, GEOMETRY, GEOGRAPHY ->
                    value instanceof ByteBuffer buffer
                            ? ByteBuffers.toByteArray(buffer.duplicate())
                            : value;
            case VARIANT -> VariantBytes.of((Variant) value);
            case LIST -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object element : (List<?>) value) {
                    elements.add(javaValue(type.asListType().elementType(), element));
                }
                yield elements;
            }
            case MAP -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    Object key = javaValue(type.asMapType().keyType(), entry.getKey());
                    if (key != null) {
                        entries.put(key, javaValue(type.asMapType().valueType(), entry.getValue()));
                    }
                }
                yield entries;
            }
            case STRUCT -> {
                List<Types.NestedField> fields = type.asStructType().fields();
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) {
                    Object field = ((StructLike) value).get(i, Object.class);
                    values.add(javaValue(fields.get(i).type(), field));
                }
                DataType.StructOf struct = (DataType.StructOf) IcebergTypes.dataType(type);
                yield new JavaValues.Row(struct.fields(), values);
            }
            case BOOLEAN,
                    INTEGER,
                    LONG,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_NANO,
                    UUID,
                    DECIMAL,
                    UNKNOWN ->
                    value;
        };
    }

    @Override
    public long bytesRead() {
        return bytesRead.getAsLong();
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw failure.apply("closing", e);
        }
    }
}
