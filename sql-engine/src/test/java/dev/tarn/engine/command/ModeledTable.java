package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
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
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// A table, and beside it a map of the rows that it should have.
final class ModeledTable {
    /// A row as the map has it; `rowId` is -1 before it is known.
    record Row(@Nullable Integer k, @Nullable String name, long rowId) {
        Row numbered(long id) {
            return new Row(k, name, id);
        }
    }

    /// A condition, and what it says of a row.
    private record Condition(String sql, Test test) {
        interface Test {
            boolean holds(long id, Row row);
        }

        boolean holds(long id, Row row) {
            return test.holds(id, row);
        }
    }

    private final TestEngine engine;
    private final Random random;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private long nextId;

    ModeledTable(TestEngine engine, Random random) {
        this.engine = engine;
        this.random = random;
    }

    void next() {
        for (String kind : List.of("delete", "update", "merge")) {
            if (random.nextInt(4) == 0) {
                String mode = random.nextBoolean() ? "copy-on-write" : "merge-on-read";
                say("alter table t set properties \"write.%s.mode\" = '%s'".formatted(kind, mode));
            }
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> insert("into t");
            case 7 -> replace();
            case 2, 3 -> delete();
            case 4 -> update();
            default -> merge();
        }
    }

    void say(String sql) {
        log.add(sql);
        engine.execute(sql);
    }

    private void insert(String into) {
        List<String> values = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            Row row = new Row(number(), name(), -1);
            rows.put(nextId, row);
            String name = row.name() == null ? "null" : "'" + row.name() + "'";
            values.add("(%d, %s, %s)".formatted(nextId, row.k(), name));
            nextId++;
        }
        say("insert " + into + " values " + String.join(", ", values));
    }

    private void replace() {
        Condition condition = condition();
        rows.entrySet().removeIf(row -> condition.holds(row.getKey(), row.getValue()));
        insert(condition.sql().isEmpty() ? "overwrite t" : "into t replace" + condition.sql());
    }

    private void delete() {
        Condition condition = condition();
        rows.entrySet().removeIf(row -> condition.holds(row.getKey(), row.getValue()));
        say("delete from t" + condition.sql());
    }

    private void update() {
        Condition condition = condition();
        Integer k = number();
        boolean renames = random.nextBoolean();
        rows.replaceAll((id, row) -> condition.holds(id, row) ? changed(row, k, renames) : row);
        say(
                "update t as u set k = %s%s%s"
                        .formatted(k, renames ? ", name = u.name || 'x'" : "", condition.sql()));
    }

    /// Rows with ids from the first on, of which some are in the table, are merged into it.
    private void merge() {
        ModeledMerge merge = ModeledMerge.of(random, nextId);
        Map<Long, Row> before = new TreeMap<>(rows);
        rows.clear();
        rows.putAll(merge.apply(before));
        nextId = Math.max(nextId, merge.endId());
        say(merge.sql());
    }

    private static Row changed(Row row, @Nullable Integer k, boolean renames) {
        String name = row.name();
        return new Row(k, renames && name != null ? name + "x" : name, row.rowId());
    }

    private @Nullable Integer number() {
        return random.nextInt(6) == 0 ? null : (Integer) random.nextInt(4);
    }

    private @Nullable String name() {
        return random.nextInt(6) == 0 ? null : "n" + random.nextInt(12);
    }

    private Condition condition() {
        int number = random.nextInt(4);
        long limit = nextId == 0 ? 0 : random.nextLong(nextId + 1);
        return switch (random.nextInt(7)) {
            case 0 ->
                    new Condition(
                            " where k = " + number,
                            (_, row) -> row.k() != null && row.k() == number);
            case 1 -> new Condition(" where id < " + limit, (id, _) -> id < limit);
            case 2 -> new Condition(" where id >= " + limit, (id, _) -> id >= limit);
            case 3 -> new Condition(" where name is null", (_, row) -> row.name() == null);
            case 4 ->
                    new Condition(
                            " where id % 3 = 1 or k is null",
                            (id, row) -> id % 3 == 1 || row.k() == null);
            case 5 -> {
                long most = rows.keySet().stream().mapToLong(id -> id).max().orElse(-1);
                yield new Condition(" where id = (select max(id) from t)", (id, _) -> id == most);
            }
            default ->
                    random.nextInt(4) == 0
                            ? new Condition("", (_, _) -> true)
                            : new Condition(" where 1 = 0", (_, _) -> false);
        };
    }

    /// Asserts that `table` and what SQL says of it have the rows of the map, and no others.
    void assertSameAs(Table table) throws IOException {
        String told = String.join(";\n", log);
        List<List<@Nullable String>> expected = new ArrayList<>();
        rows.forEach((id, row) -> {
            List<@Nullable String> texts = new ArrayList<>();
            texts.add(String.valueOf(id));
            texts.add(row.k() == null ? null : String.valueOf(row.k()));
            texts.add(row.name());
            expected.add(texts);
        });
        assertThat(engine.execute("select id, k, name from t order by id"))
                .as(told)
                .isEqualTo(expected);
        Map<Long, Row> read = readByIceberg(table);
        assertThat(read.keySet()).as(told).isEqualTo(rows.keySet());
        read.forEach((id, row) -> {
            Row known = Objects.requireNonNull(rows.get(id));
            long rowId = known.rowId() < 0 ? row.rowId() : known.rowId();
            assertThat(row).as("%s: row %d", told, id).isEqualTo(known.numbered(rowId));
            rows.put(id, row);
        });
        if (TableUtil.supportsRowLineage(table)) {
            assertThat(read.values().stream().map(Row::rowId).distinct())
                    .as(told)
                    .hasSize(read.size());
        }
    }

    private static Map<Long, Row> readByIceberg(Table table) throws IOException {
        boolean lineage = TableUtil.supportsRowLineage(table);
        List<Types.NestedField> columns = new ArrayList<>(table.schema().columns());
        if (lineage) {
            columns.add(MetadataColumns.ROW_ID);
        }
        Map<Long, Row> read = new TreeMap<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).project(new Schema(columns)).build()) {
            for (Record record : records) {
                Object rowId = lineage ? record.getField("_row_id") : (Object) (-2L);
                Row row =
                        new Row(
                                (Integer) record.getField("k"),
                                (String) record.getField("name"),
                                (Long) rowId);
                assertThat(read.put((Long) record.getField("id"), row)).isNull();
            }
        }
        return read;
    }
}
