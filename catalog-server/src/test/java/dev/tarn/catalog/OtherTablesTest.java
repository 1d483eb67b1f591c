package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.OtherTables;

import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.TestHelpers;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What others have where a table's files are: what maintenance must leave alone.
class OtherTablesTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static OtherTables.Others others(Table table) {
        String warehouse = CATALOG.tarn().catalog().name();
        return Caller.system()
                .during(() ->
                        CATALOG.tarn().otherTables(warehouse).than(ScanFixtures.identifier(table)));
    }

    private static void append(Table table, String path) {
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(path)
                                .withFormat(FileFormat.PARQUET)
                                .withFileSizeInBytes(1)
                                .withRecordCount(1)
                                .withPartition(TestHelpers.Row.of(1))
                                .build())
                .commit();
    }

    private static Set<String> references(Table table) {
        Set<String> found = new TreeSet<>();
        others(table).references(found::add);
        return found;
    }

    @Test
    void places_of_others_and_outside_of_the_warehouse_are_not_a_tables_to_delete_from() {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        Table other = ScanFixtures.partitioned(CATALOG, 2);
        Table dropped = ScanFixtures.partitioned(CATALOG, 2);
        CATALOG.catalog().dropTable(ScanFixtures.identifier(dropped), false);
        OtherTables.Others others = others(table);
        assertThat(others.mayDelete(table.location() + "/data/x")).isTrue();
        assertThat(others.mayDelete(CATALOG.warehouse() + "/elsewhere/x")).isTrue();
        assertThat(others.mayDelete(other.location() + "/data/x")).isFalse();
        assertThat(others.mayDelete(dropped.location() + "/data/x")).isFalse();
        assertThat(others.mayDelete("file:///etc/x")).isFalse();
        String area = CATALOG.warehouse() + "/area-of-other";
        other.updateProperties().set("write.data.path", area).commit();
        assertThat(others.mayDelete(area + "/x")).isFalse();
        assertThat(others(other).mayDelete(area + "/x")).isTrue();
    }

    @Test
    void what_live_and_dropped_tables_reach_outside_their_locations_is_told() {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        Table other = ScanFixtures.partitioned(CATALOG, 2);
        String shared = table.location() + "/data/shared.parquet";
        append(table, table.location() + "/data/own.parquet");
        append(other, shared);
        append(other, other.location() + "/data/x.parquet");
        assertThat(references(table)).contains(shared).noneMatch(file -> file.contains("own"));
        CATALOG.catalog().dropTable(ScanFixtures.identifier(other), false);
        assertThat(references(table)).contains(shared);
    }

    @Test
    void a_table_whose_files_are_missing_may_share_any() throws Exception {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        Table broken = ScanFixtures.partitioned(CATALOG, 2);
        append(broken, broken.location() + "/data/x.parquet");
        Path list = Path.of(URI.create(broken.currentSnapshot().manifestListLocation()));
        Path away = Files.move(list, list.resolveSibling("away"));
        try {
            assertThatThrownBy(() -> references(table))
                    .hasMessageContaining("it is not known which files it shares");
            assertThat(references(broken)).as("its own are no other's").isNotNull();
        } finally {
            Files.move(away, list);
        }
    }

    @Test
    void a_snapshot_is_planned_as_long_as_a_client_has_its_plan() {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        append(table, table.location() + "/data/a.parquet");
        long first = table.currentSnapshot().snapshotId();
        append(table, table.location() + "/data/b.parquet");
        long second = table.currentSnapshot().snapshotId();
        assertThat(others(table).isPlanned(second)).isFalse();
        TableIdentifier name = ScanFixtures.identifier(table);
        String plan = RunningCatalog.path(name) + "/plan";
        assertThat(CATALOG.post(plan, "{\"snapshot-id\":%d}".formatted(first)).status())
                .isEqualTo(200);
        assertThat(others(table).isPlanned(first)).isTrue();
        assertThat(others(table).isPlanned(second)).isFalse();
        assertThat(CATALOG.post(plan, "{}").status()).isEqualTo(200);
        assertThat(others(table).isPlanned(second)).isTrue();
    }
}
