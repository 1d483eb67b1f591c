package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.TypeUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Scans of tables with position deletes, equality deletes and deletion vectors in random order,
/// beside a table of DuckDB's from which the same rows were deleted one statement after the other.
class DeletesDifferentialTest {
    private static final int FILE_ROWS = 1_500;

    @TempDir Path folder;

    /// A table under change, and DuckDB's copy of its rows with their files and positions.
    private record World(ParquetTables tables, Table table, Random random, List<String> files) {
        void append(RandomRecords records) {
            String location =
                    tables.append(table, records.next(files.size() * FILE_ROWS, FILE_ROWS))
                            .location();
            String source =
                    "read_parquet('%s', file_row_number=true)"
                            .formatted(ParquetTables.local(location));
            String rows = "select *, " + files.size() + " as file from " + source;
            tables.duck()
                    .execute(
                            files.isEmpty()
                                    ? "create table kept as " + rows
                                    : "insert into kept " + rows);
            files.add(location);
        }

        /// A few rows of a file, or a run of many.
        private Set<Long> positions() {
            Set<Long> positions = new TreeSet<>();
            if (random.nextInt(3) == 0) {
                long first = random.nextInt(FILE_ROWS);
                for (long i = first; i < Math.min(FILE_ROWS, first + 700); i++) {
                    positions.add(i);
                }
            }
            for (int i = 0; i < 1 + random.nextInt(60); i++) {
                positions.add((long) random.nextInt(FILE_ROWS));
            }
            return positions;
        }

        void deletePositions() throws IOException {
            PositionDeleteWriter<Record> writer =
                    factory(new int[0]).newPositionDeleteWriter(newFile(), table.spec(), null);
            try (writer) {
                for (int file : chosenFiles()) {
                    Set<Long> positions = positions();
                    for (long position : positions) {
                        writer.write(
                                PositionDelete.<Record>create().set(files.get(file), position));
                    }
                    forget(file, positions);
                }
            }
            commit(List.of(writer.toDeleteFile()));
        }

        /// Deletion vectors: one for a file at most, so only for files that have none.
        void deleteByVector(Set<Integer> without) throws IOException {
            BaseDVFileWriter writer =
                    new BaseDVFileWriter(
                            OutputFileFactory.builderFor(table, files.size(), random.nextLong())
                                    .format(FileFormat.PUFFIN)
                                    .build(),
                            _ -> PositionDeleteIndex.empty());
            try (writer) {
                for (int file : chosenFiles()) {
                    if (without.add(file)) {
                        Set<Long> positions = positions();
                        for (long position : positions) {
                            writer.delete(files.get(file), position, table.spec(), null);
                        }
                        forget(file, positions);
                    }
                }
            }
            commit(writer.result().deleteFiles());
        }

        private Set<Integer> chosenFiles() {
            Set<Integer> chosen = new TreeSet<>();
            for (int i = 0; i < 1 + random.nextInt(2); i++) {
                chosen.add(random.nextInt(files.size()));
            }
            return chosen.stream()
                    .sorted((a, b) -> files.get(a).compareTo(files.get(b)))
                    .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        }

        private void forget(int file, Set<Long> positions) {
            String list = positions.stream().map(String::valueOf).collect(Collectors.joining(", "));
            tables.duck()
                    .execute(
                            "delete from kept where file = %d and file_row_number in (%s)"
                                    .formatted(file, list));
        }

        /// Deletes rows whose `i` and `word` are those of some rows, nulls included.
        void deleteEqual(RandomRecords records) throws IOException {
            List<String> keys = random.nextBoolean() ? List.of("i", "word") : List.of("i");
            int[] ids =
                    keys.stream()
                            .mapToInt(key -> table.schema().findField(key).fieldId())
                            .toArray();
            EqualityDeleteWriter<Record> writer =
                    factory(ids).newEqualityDeleteWriter(newFile(), table.spec(), null);
            try (writer) {
                for (Record source : records.next(0, 1 + random.nextInt(4))) {
                    Record key = GenericRecord.create(TypeUtil.select(table.schema(), idSet(ids)));
                    List<String> same = new ArrayList<>();
                    for (String column : keys) {
                        Object value = source.getField(column);
                        key.setField(column, value);
                        String text = value instanceof String ? "'" + value + "'" : "" + value;
                        same.add(column + " is not distinct from " + text);
                    }
                    writer.write(key);
                    tables.duck().execute("delete from kept where " + String.join(" and ", same));
                }
            }
            commit(List.of(writer.toDeleteFile()));
        }

        private static Set<Integer> idSet(int[] ids) {
            Set<Integer> set = new TreeSet<>();
            for (int id : ids) {
                set.add(id);
            }
            return set;
        }

        private GenericFileWriterFactory factory(int[] equalityIds) {
            GenericFileWriterFactory.Builder builder =
                    new GenericFileWriterFactory.Builder(table)
                            .deleteFileFormat(FileFormat.PARQUET);
            if (equalityIds.length > 0) {
                Set<Integer> ids = idSet(equalityIds);
                builder.equalityFieldIds(equalityIds)
                        .equalityDeleteRowSchema(TypeUtil.select(table.schema(), ids));
            }
            return builder.build();
        }

        private EncryptedOutputFile newFile() {
            String location =
                    table.locationProvider()
                            .newDataLocation("deletes-" + random.nextLong() + ".parquet");
            return EncryptedFiles.encryptedOutput(
                    table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY);
        }

        private void commit(List<DeleteFile> deletes) {
            RowDelta delta = table.newRowDelta();
            deletes.forEach(delta::addDeletes);
            delta.commit();
        }
    }

    /// What the two engines say differently of a table of which `steps` changes were made.
    private List<String> disagreements(int formatVersion, int steps, int questions, Random random)
            throws IOException {
        Path place = folder.resolve(Long.toString(random.nextLong()));
        try (ParquetTables tables = ParquetTables.in(place, 2048)) {
            Table table =
                    tables.create(
                            "changed",
                            RandomRecords.SCHEMA,
                            Map.of(
                                    "format-version",
                                    String.valueOf(formatVersion),
                                    "write.parquet.page-row-limit",
                                    "100",
                                    "write.parquet.row-group-size-bytes",
                                    "60000",
                                    "write.parquet.row-group-check-min-record-count",
                                    "100"));
            World world = new World(tables, table, random, new ArrayList<>());
            RandomRecords records = new RandomRecords(random, random.nextBoolean(), 400);
            Set<Integer> withVector = new TreeSet<>();
            world.append(records);
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> world.append(records);
                    case 1 -> world.deleteEqual(records);
                    default -> {
                        if (formatVersion > 2) {
                            world.deleteByVector(withVector);
                        } else {
                            world.deletePositions();
                        }
                    }
                }
            }
            tables.duck()
                    .execute(
                            "create view changed as select * exclude (file, file_row_number) from"
                                    + " kept");
            return new ScanComparison(tables.tarn(), tables.duck())
                    .disagreements(
                            ScanTable.of(tables.duck(), "changed", RandomRecords.STRUCT_FIELDS),
                            questions,
                            random);
        }
    }

    @Test
    void rows_that_deletes_of_any_kind_leave_are_the_same() {
        SeededRandom.forEachSeed(
                4,
                random -> {
                    int version = random.nextBoolean() ? 3 : 2;
                    assertThat(disagreements(version, 8, 12, random)).isEmpty();
                });
    }

    @Tag("long")
    @Test
    void rows_that_deletes_of_any_kind_leave_are_the_same_for_long() {
        SeededRandom.forEachSeed(
                150,
                random ->
                        assertThat(disagreements(2 + random.nextInt(2), 25, 80, random)).isEmpty());
    }
}
