package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.KeptParts;

import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is kept of manifests and footers between scans.
class KeptMetadataTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.IntegerType.get()),
                    optional(2, "city", Types.StringType.get()));

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void threeFilesInThreeManifests() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("id").build();
        table = LocalTables.create(folder, SCHEMA, spec, Map.of("format-version", "2"));
        for (int id = 1; id <= 3; id++) {
            LocalTables.append(
                    table, LocalTables.batch(SCHEMA, List.of(LocalTables.row(id, "c" + id))));
        }
    }

    private SnapshotFiles.Planned planned(KeptManifests kept, Expression filter) {
        return Objects.requireNonNull(
                SnapshotFiles.plan(kept, table, table.currentSnapshot(), filter, table.schema()));
    }

    private void removeManifests() {
        List<ManifestFile> manifests = table.currentSnapshot().allManifests(table.io());
        manifests.forEach(manifest -> table.io().deleteFile(manifest.path()));
        table.io().deleteFile(table.currentSnapshot().manifestListLocation());
        table.refresh();
    }

    @Test
    void a_second_plan_reads_no_manifest() {
        KeptManifests kept = new KeptManifests(new KeptParts(1 << 20));
        assertThat(planned(kept, Expressions.alwaysTrue()).tasks()).hasSize(3);
        removeManifests();
        assertThat(planned(kept, Expressions.alwaysTrue()).tasks()).hasSize(3);
    }

    @Test
    void what_the_limit_has_no_room_for_is_read_again() {
        KeptManifests kept = new KeptManifests(new KeptParts(100));
        assertThat(planned(kept, Expressions.alwaysTrue()).tasks()).hasSize(3);
        removeManifests();
        assertThatThrownBy(() -> planned(kept, Expressions.alwaysTrue()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(".avro");
    }

    @Test
    void kept_files_are_pruned_by_each_filter_anew() {
        KeptManifests kept = new KeptManifests(new KeptParts(1 << 20));
        SnapshotFiles.Planned byPartition = planned(kept, Expressions.equal("id", 2));
        assertThat(byPartition.tasks()).hasSize(1);
        assertThat(byPartition.skipped()).isEqualTo(new TableScanPlan.Skipped(3, 2, 1, 0));
        SnapshotFiles.Planned byBounds = planned(kept, Expressions.equal("city", "c3"));
        assertThat(byBounds.tasks()).hasSize(1);
        assertThat(byBounds.skipped()).isEqualTo(new TableScanPlan.Skipped(3, 0, 3, 2));
    }

    @Test
    void a_partition_column_that_became_wider_is_decoded_anew() {
        KeptManifests kept = new KeptManifests(new KeptParts(1 << 20));
        assertThat(planned(kept, Expressions.equal("id", 2)).tasks()).hasSize(1);
        table.updateSchema().updateColumn("id", Types.LongType.get()).commit();
        table.refresh();
        SnapshotFiles.Planned wider = planned(kept, Expressions.equal("id", 2L));
        assertThat(wider.tasks()).hasSize(1);
        assertThat(wider.tasks().getFirst().file().partition().get(0, Long.class)).isEqualTo(2L);
    }

    @Test
    void a_file_opened_again_needs_no_footer() {
        assertThat(bytesRead()).isGreaterThan(bytesRead()).isGreaterThan(0);
    }

    @Test
    void dictionaries_and_page_indexes_are_read_once() {
        Schema schema =
                new Schema(
                        optional(1, "id", Types.IntegerType.get()),
                        optional(2, "city", Types.StringType.get()));
        Table wide =
                LocalTables.create(
                        folder.resolve("wide"),
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.parquet.page-row-limit", "100"));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            rows.add(LocalTables.row(i, "c" + 2 * (i % 20)));
        }
        LocalTables.append(wide, LocalTables.batch(schema, rows));
        Expression noSuchCity = Expressions.equal("city", "c21");
        assertThat(bytesRead(wide, schema, noSuchCity)).isPositive();
        assertThat(bytesRead(wide, schema, noSuchCity)).isZero();
        Expression onePage = Expressions.equal("id", 1234);
        long first = bytesRead(wide, schema, onePage);
        assertThat(first).isGreaterThan(bytesRead(wide, schema, onePage)).isPositive();
    }

    private static long bytesRead(Table table, Schema schema, Expression filter) {
        IcebergScan scan = LocalTables.scan(table, schema, filter);
        long bytes = 0;
        for (Split split : scan.splits()) {
            try (BatchReader reader = scan.open(split)) {
                while (reader.next() != null) {
                    // Read to the end.
                }
                bytes += reader.bytesRead();
            }
        }
        return bytes;
    }

    private long bytesRead() {
        IcebergScan scan = LocalTables.scan(table, SCHEMA, Expressions.equal("id", 2));
        try (BatchReader reader = scan.open(scan.splits().getFirst())) {
            Batch batch = reader.next();
            assertThat(batch).isNotNull();
            return reader.bytesRead();
        }
    }
}
