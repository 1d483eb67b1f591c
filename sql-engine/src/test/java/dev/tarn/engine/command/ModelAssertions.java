package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What SQL and Iceberg's own reader say of a table, beside what its model has.
final class ModelAssertions {
    private final TestEngine engine;
    private final ModeledTable model;
    private final Table table;

    ModelAssertions(TestEngine engine, ModeledTable model, Table table) {
        this.engine = engine;
        this.model = model;
        this.table = table;
    }

    /// Asserts that each branch has the rows of the model and no others, and no row another id than
    /// before; the model knows the ids of all rows then.
    void assertSame() throws IOException {
        for (Map.Entry<String, Map<Long, ModeledRow>> branch : model.branches().entrySet()) {
            assertSqlGives(branch.getKey(), branch.getValue());
            assertIcebergReads(branch.getKey(), branch.getValue());
        }
    }

    private void assertSqlGives(String branch, Map<Long, ModeledRow> rows) {
        boolean withExtra = model.extra() != null;
        List<List<@Nullable String>> expected = new ArrayList<>();
        rows.forEach((id, row) -> {
            List<@Nullable String> texts = new ArrayList<>();
            texts.add(String.valueOf(id));
            texts.add(row.k() == null ? null : String.valueOf(row.k()));
            texts.add(row.name());
            if (withExtra) {
                texts.add(row.extra());
            }
            expected.add(texts);
        });
        String from = branch.equals(ModeledTable.MAIN) ? "t" : "t.branch_" + branch;
        assertThat(engine.execute("select * from " + from + " order by id"))
                .as(model.told())
                .isEqualTo(expected);
    }

    private void assertIcebergReads(String branch, Map<Long, ModeledRow> rows) throws IOException {
        Map<Long, ModeledRow> read = read(table.snapshot(branch));
        assertThat(read.keySet()).as(model.told()).isEqualTo(rows.keySet());
        read.forEach((id, row) -> {
            ModeledRow known = requireNonNull(rows.get(id));
            long rowId = known.rowId() < 0 ? row.rowId() : known.rowId();
            assertThat(row)
                    .as("%s: row %d of %s", model.told(), id, branch)
                    .isEqualTo(known.numbered(rowId));
            rows.put(id, row);
        });
        if (TableUtil.supportsRowLineage(table)) {
            assertThat(read.values().stream().map(ModeledRow::rowId).distinct())
                    .as(model.told())
                    .hasSize(read.size());
        }
    }

    private Map<Long, ModeledRow> read(@Nullable Snapshot snapshot) throws IOException {
        Map<Long, ModeledRow> read = new TreeMap<>();
        if (snapshot == null) {
            return read;
        }
        boolean lineage = TableUtil.supportsRowLineage(table);
        List<Types.NestedField> columns = new ArrayList<>(table.schema().columns());
        if (lineage) {
            columns.add(MetadataColumns.ROW_ID);
        }
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table)
                        .useSnapshot(snapshot.snapshotId())
                        .project(new Schema(columns))
                        .build()) {
            for (Record record : records) {
                assertThat(read.put((Long) record.getField("id"), row(record, lineage))).isNull();
            }
        }
        return read;
    }

    private ModeledRow row(Record record, boolean lineage) {
        Number k = (Number) record.getField("k");
        String extra = model.extra();
        return new ModeledRow(
                k == null ? null : k.intValue(),
                (String) record.getField("name"),
                extra == null ? null : (String) record.getField(extra),
                lineage ? (Long) record.getField("_row_id") : -2);
    }
}
