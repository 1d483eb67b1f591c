package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The schema that a view's metadata carries.
final class ViewSchemas {
    private ViewSchemas() {}

    static Schema of(List<Field> columns) {
        AtomicInteger lastId = new AtomicInteger();
        List<Types.NestedField> fields = new ArrayList<>();
        for (Field column : columns) {
            DataType type = column.type() == DataType.UNKNOWN ? DataType.STRING : column.type();
            int id = lastId.incrementAndGet();
            fields.add(
                    Types.NestedField.optional(
                            id,
                            column.name(),
                            IcebergTypes.icebergType(type, lastId::incrementAndGet)));
        }
        return new Schema(fields);
    }
}
