package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonParser;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.StructVector;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Collects records as rows with the columns of a schema. Owned by one thread.
final class JsonRow {
    private final Schema schema;
    private final JsonErrors errors;
    private final JsonColumn.Structs records;

    JsonRow(Schema schema, JsonOptions options, JsonErrors errors) {
        this.schema = schema;
        this.errors = errors;
        this.records =
                new JsonColumn.Structs(
                        "", new DataType.StructOf(IcebergTypes.fields(schema)), options, errors);
    }

    /// Adds the record that starts at the parser's token.
    void read(JsonParser parser) throws IOException {
        records.read(parser);
        for (int i = 0; i < schema.columns().size(); i++) {
            if (schema.columns().get(i).isRequired() && records.isLastNull(i)) {
                throw errors.missing(schema.columns().get(i).name());
            }
        }
    }

    int count() {
        return records.count;
    }

    /// Forgets the rows from `rows` on, also parts of one that was not read to its end.
    void truncate(int rows) {
        records.truncate(rows);
    }

    /// The rows added so far, null where there are none; forgets them.
    @Nullable Batch batch() {
        int count = records.count;
        return count == 0 ? null : new Batch(((StructVector) records.build()).fields(), count);
    }
}
