package dev.tarn.storage.row;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.AppendingWriter;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hands the rows of batches, one by one, to a writer of Iceberg's. One thread.
public final class RowWriter extends AppendingWriter<Record> {
    private final Schema schema;

    public RowWriter(FileAppender<Record> appender, Schema schema, String location) {
        super(appender, location);
        this.schema = schema;
    }

    @Override
    public void write(Batch batch) {
        List<Types.NestedField> columns = schema.columns();
        int[] selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = selection == null ? i : selection[i];
            Record record = GenericRecord.create(schema);
            for (int column = 0; column < columns.size(); column++) {
                Types.NestedField field = columns.get(column);
                Object value = JavaValues.value(batch.column(column), row);
                record.set(column, generic(field.type(), value, field.isRequired(), field.name()));
            }
            append(record);
            addRows(1);
        }
    }

    /// A value in the form of [JavaValues] as Iceberg's generic writers take it.
    @SuppressWarnings("NullAway") // Iceberg's records take nulls and are not annotated
    private static @Nullable Object generic(
            Type type, @Nullable Object value, boolean required, String name) {
        if (value == null) {
            if (required) {
                throw new StorageException(
                        StorageException.Kind.BAD_VALUE,
                        "Column %s is required and cannot hold NULL".formatted(name));
            }
            return null;
        }
        return switch (type.typeId()) {
            case BINARY, GEOMETRY, GEOGRAPHY -> ByteBuffer.wrap((byte[]) value);
            case VARIANT -> VariantBytes.variant((byte[]) value);
            case LIST -> {
                Types.ListType list = type.asListType();
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object element : (List<?>) value) {
                    elements.add(
                            generic(
                                    list.elementType(),
                                    element,
                                    list.isElementRequired(),
                                    name + ".element"));
                }
                yield elements;
            }
            case MAP -> {
                Types.MapType map = type.asMapType();
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    entries.put(
                            generic(map.keyType(), entry.getKey(), true, name + ".key"),
                            generic(
                                    map.valueType(),
                                    entry.getValue(),
                                    map.isValueRequired(),
                                    name + ".value"));
                }
                yield entries;
            }
            case STRUCT -> {
                Record record = GenericRecord.create(type.asStructType());
                List<Types.NestedField> fields = type.asStructType().fields();
                for (int i = 0; i < fields.size(); i++) {
                    Types.NestedField field = fields.get(i);
                    record.set(
                            i,
                            generic(
                                    field.type(),
                                    ((JavaValues.Row) value).values().get(i),
                                    field.isRequired(),
                                    name + "." + field.name()));
                }
                yield record;
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
                    STRING,
                    UUID,
                    FIXED,
                    DECIMAL,
                    UNKNOWN ->
                    value;
        };
    }
}
