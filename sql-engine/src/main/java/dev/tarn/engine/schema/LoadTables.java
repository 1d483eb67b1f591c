package dev.tarn.engine.schema;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.load.LoadEntry;
import dev.tarn.storage.load.LoadHistory;
import dev.tarn.storage.load.LoadedFile;
import dev.tarn.storage.text.RejectedRow;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The load history of a table as metadata tables: `t.loaded_files`, the files whose rows it has,
/// and `t.rejected_rows`, the records that loads left out.
enum LoadTables {
    LOADED_FILES(
            new Field("loaded_at", DataType.TIMESTAMP_TZ),
            new Field("load_id", DataType.STRING),
            new Field("file", DataType.STRING),
            new Field("size_bytes", DataType.BIGINT),
            new Field("changed_at", DataType.TIMESTAMP_TZ)) {
        @Override
        @Nullable List<@Nullable Object> row(LoadEntry entry) {
            if (!(entry instanceof LoadEntry.OfFile loaded)) {
                return null;
            }
            LoadedFile file = loaded.file();
            return Arrays.asList(
                    time(entry.atMillis()),
                    entry.load(),
                    file.location(),
                    file.bytes(),
                    time(file.changedMillis()));
        }
    },
    REJECTED_ROWS(
            new Field("loaded_at", DataType.TIMESTAMP_TZ),
            new Field("load_id", DataType.STRING),
            new Field("file", DataType.STRING),
            new Field("line", DataType.BIGINT),
            new Field("column_name", DataType.STRING),
            new Field("record", DataType.STRING),
            new Field("reason", DataType.STRING)) {
        @Override
        @Nullable List<@Nullable Object> row(LoadEntry entry) {
            if (!(entry instanceof LoadEntry.OfReject rejected)) {
                return null;
            }
            RejectedRow row = rejected.row();
            return Arrays.asList(
                    time(entry.atMillis()),
                    entry.load(),
                    row.file(),
                    row.line(),
                    row.column(),
                    row.text(),
                    row.reason());
        }
    };

    private final List<Field> fields;

    LoadTables(Field... fields) {
        this.fields = List.of(fields);
    }

    /// The row that `entry` is; null where it is of the other table.
    abstract @Nullable List<@Nullable Object> row(LoadEntry entry);

    /// The table called `name`, in any case; null where it is none of these.
    static @Nullable LoadTables of(String name) {
        for (LoadTables table : values()) {
            if (table.name().equals(name.toUpperCase(Locale.ROOT))) {
                return table;
            }
        }
        return null;
    }

    /// What `table` has of it in the state that it was loaded in.
    Relation relation(String fullName, Table table) {
        return new Relation.OfRows(fullName, fields, batches -> produce(table, batches));
    }

    private void produce(Table table, Consumer<Batch> batches) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try {
            LoadHistory.of(table).tell(entry -> add(entry, rows, batches));
        } catch (LoadHistory.MovedException e) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT, String.valueOf(e.getMessage()), null, e);
        }
        if (!rows.isEmpty()) {
            batches.accept(RowBatches.batch(fields, rows));
        }
    }

    private void add(LoadEntry entry, List<List<@Nullable Object>> rows, Consumer<Batch> batches) {
        List<@Nullable Object> row = row(entry);
        if (row != null) {
            rows.add(row);
        }
        if (rows.size() == Batch.TARGET_ROW_COUNT) {
            batches.accept(RowBatches.batch(fields, rows));
            rows.clear();
        }
    }

    private static @Nullable OffsetDateTime time(long epochMillis) {
        return epochMillis == 0 ? null : Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }
}
