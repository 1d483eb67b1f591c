package dev.tarn.catalog;

import static dev.tarn.catalog.ScanFixtures.described;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.plan.PlanLimits;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Iceberg's client, told to leave planning to the server, sees what it would have planned itself.
class ServerPlanningTest {
    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config -> config, PlanLimits.DEFAULT.withPageTasks(7));

    private static RESTCatalog client;

    @BeforeAll
    static void connect() {
        client = CATALOG.client(Map.of("scan-planning-mode", "server"));
    }

    @AfterAll
    static void disconnect() throws IOException {
        client.close();
    }

    /// Plans on the client and on the server, and compares.
    private static List<String> same(Table local, Function<TableScan, TableScan> scan) {
        local.refresh();
        Table remote = client.loadTable(ScanFixtures.identifier(local));
        TableScan remoteScan = scan.apply(remote.newScan());
        assertThat(remoteScan.getClass().getSimpleName()).isEqualTo("RESTTableScan");
        List<String> expected = described(scan.apply(local.newScan()));
        assertThat(described(remoteScan)).isEqualTo(expected);
        return expected;
    }

    private static Table thirtyFilesOfThreeDays(int formatVersion) {
        Table table = ScanFixtures.partitioned(CATALOG, formatVersion);
        AppendFiles append = table.newAppend();
        for (int i = 0; i < 30; i++) {
            append.appendFile(ScanFixtures.file(table, i, i % 3));
        }
        append.commit();
        return table;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTableOfManyPagesIsPlannedWhole(int formatVersion) {
        Table table = thirtyFilesOfThreeDays(formatVersion);
        assertThat(same(table, scan -> scan)).hasSize(30);
    }

    @Test
    void anEmptyTableHasNoTasks() {
        Table table = ScanFixtures.partitioned(CATALOG, 2);
        assertThat(same(table, scan -> scan)).isEmpty();
    }

    @Test
    void filtersPrunePartitionsAndFilesAndLeaveResiduals() {
        Table table = thirtyFilesOfThreeDays(2);
        assertThat(same(table, scan -> scan.filter(Expressions.equal("day", 1)))).hasSize(10);
        assertThat(same(table, scan -> scan.filter(Expressions.equal("id", 57L)))).hasSize(1);
        assertThat(
                        same(
                                table,
                                scan ->
                                        scan.filter(
                                                Expressions.and(
                                                        Expressions.in("day", 0, 2),
                                                        Expressions.or(
                                                                Expressions.startsWith("name", "a"),
                                                                Expressions.isNull("name"))))))
                .hasSize(20)
                .allMatch(line -> line.contains("starts") || line.contains("startsWith"));
        assertThat(same(table, scan -> scan.filter(Expressions.alwaysFalse()))).isEmpty();
        assertThat(same(table, scan -> scan.filter(Expressions.equal("day", "1970-01-02"))))
                .hasSize(10);
    }

    @Test
    void namesMayMatchInAnyCase() {
        Table table = thirtyFilesOfThreeDays(2);
        assertThat(
                        same(
                                table,
                                scan ->
                                        scan.caseSensitive(false)
                                                .select("ID")
                                                .filter(Expressions.lessThan("iD", 100L))))
                .hasSize(10);
    }

    @Test
    void statisticsComeOnlyForTheFieldsAskedFor() {
        Table table = thirtyFilesOfThreeDays(2);
        assertThat(same(table, scan -> scan.includeColumnStats(List.of("id"))))
                .allMatch(line -> line.contains("counts {1=10}{1=0}"));
        assertThat(same(table, scan -> scan.select("name")))
                .allMatch(line -> line.contains("counts none"));
    }

    @Test
    void positionAndEqualityDeletesComeWithTheFilesTheyApplyTo() {
        Table table = thirtyFilesOfThreeDays(2);
        table.newRowDelta()
                .addDeletes(ScanFixtures.positionDeletes(table, 1, 0))
                .addDeletes(ScanFixtures.equalityDeletes(table, 2, 1))
                .commit();
        table.newAppend().appendFile(ScanFixtures.file(table, 99, 1)).commit();
        List<String> tasks = same(table, scan -> scan);
        assertThat(tasks).hasSize(31);
        assertThat(tasks).filteredOn(line -> line.contains("pos-1.parquet")).hasSize(10);
        assertThat(tasks).filteredOn(line -> line.contains("eq-2.parquet")).hasSize(10);
    }

    @Test
    void deletionVectorsOfOneFileStayApart() {
        Table table = ScanFixtures.partitioned(CATALOG, 3);
        DataFile one = ScanFixtures.file(table, 1, 0);
        DataFile two = ScanFixtures.file(table, 2, 0);
        table.newAppend().appendFile(one).appendFile(two).commit();
        RowDelta delta = table.newRowDelta();
        delta.addDeletes(ScanFixtures.deletionVector(table, one, 0, 4));
        delta.addDeletes(ScanFixtures.deletionVector(table, two, 0, 44));
        delta.commit();
        List<String> tasks = same(table, scan -> scan);
        assertThat(tasks.get(0)).contains("first row id 0", "at 4+40", "of " + one.location());
        assertThat(tasks.get(1)).contains("first row id 10", "at 44+40", "of " + two.location());
    }

    @Test
    void timeTravelUsesTheSnapshotAndItsSchema() {
        Table table = thirtyFilesOfThreeDays(2);
        long before = table.currentSnapshot().snapshotId();
        table.updateSchema()
                .renameColumn("name", "title")
                .addColumn("more", org.apache.iceberg.types.Types.IntegerType.get())
                .commit();
        table.newAppend().appendFile(ScanFixtures.file(table, 50, 0)).commit();
        table.manageSnapshots().createTag("old", before).createBranch("kept", before).commit();
        assertThat(same(table, scan -> scan.useSnapshot(before).select("name"))).hasSize(30);
        assertThat(same(table, scan -> scan.useRef("old"))).hasSize(30);
        assertThat(same(table, scan -> scan.useRef("kept"))).hasSize(30);
        assertThat(same(table, scan -> scan.filter(Expressions.notNull("title")))).hasSize(31);
    }

    @Test
    void filesOfEarlierPartitionSpecsKeepTheirs() {
        Table table = thirtyFilesOfThreeDays(2);
        table.updateSpec().removeField("day").commit();
        table.refresh();
        table.newAppend().appendFile(ScanFixtures.file(table, 70, 0)).commit();
        assertThat(same(table, scan -> scan.filter(Expressions.equal("day", 0)))).hasSize(11);
    }

    @Test
    void aTablePropertyMakesClientsPlanHere() throws IOException {
        Table table = thirtyFilesOfThreeDays(2);
        table.updateProperties().set("scan-planning-mode", "server").commit();
        try (RESTCatalog plain = CATALOG.client(Map.of())) {
            Table loaded = plain.loadTable(ScanFixtures.identifier(table));
            assertThat(loaded.newScan().getClass().getSimpleName()).isEqualTo("RESTTableScan");
            assertThat(described(loaded.newScan())).isEqualTo(described(table.newScan()));
        }
    }
}
