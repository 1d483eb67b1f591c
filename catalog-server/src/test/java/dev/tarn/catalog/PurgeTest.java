package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.TaskReport;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A purge deletes every file that is the table's alone, and no other.
class PurgeTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final TableIdentifier OTHER = TableIdentifier.of("ns", "other");

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();
    private TarnCatalog tarn;
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withClock(clock)
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        tarn = TarnCatalog.open(TestStores.on(getClass(), config));
        catalog = tarn.catalog();
        catalog.createNamespace(Namespace.of("ns"));
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private TaskReport purge(TableIdentifier identifier) {
        catalog.dropTable(identifier, true);
        tarn.upkeep().runDue();
        return tarn.upkeep().tasks().getFirst();
    }

    @Test
    void everyKindOfFileGoesAndTheTaskSaysHowMany() {
        Table table = RichTable.create(catalog, TABLE, 3);
        int before = RichTable.files(table).size();
        TaskReport task = purge(TABLE);
        assertThat(RichTable.files(table)).isEmpty();
        assertThat(task.state()).isEqualTo("done");
        assertThat(task.message()).isEmpty();
        assertThat(task.keptFiles()).isZero();
        assertThat(task.deletedFiles()).isEqualTo(before).isGreaterThan(25);
        assertThat(tarn.upkeep().dropped()).isEmpty();
    }

    @Test
    void nothingIsDeletedBeforeTheTaskRunsAndTheNameIsFreeAtOnce() {
        Table table = RichTable.create(catalog, TABLE, 1);
        int before = RichTable.files(table).size();
        catalog.dropTable(TABLE, true);
        assertThat(catalog.tableExists(TABLE)).isFalse();
        assertThat(RichTable.files(table)).hasSize(before);
        Table next = RichTable.create(catalog, TABLE, 1);
        int files = RichTable.files(next).size();
        tarn.upkeep().runDue();
        assertThat(RichTable.files(table)).isEmpty();
        assertThat(RichTable.files(next)).hasSize(files);
    }

    @Test
    void fileThatALiveTableReachesStays() {
        Table table = RichTable.create(catalog, TABLE, 2);
        String shared = table.location() + "/data/0.parquet";
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, shared);
        TaskReport task = purge(TABLE);
        assertThat(RichTable.files(table)).containsExactly("data/0.parquet");
        assertThat(task.keptFiles()).isEqualTo(1);
        assertThat(RichTable.contentFiles(other)).isEqualTo(1);
    }

    @Test
    void fileThatADroppedTableReachesStaysUntilThatOneIsPurgedToo() {
        Table table = RichTable.create(catalog, TABLE, 1);
        String shared = table.location() + "/data/0.parquet";
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, shared);
        catalog.dropTable(OTHER, false);
        purge(TABLE);
        assertThat(RichTable.files(table)).containsExactly("data/0.parquet");
        DroppedEntry dropped = tarn.upkeep().dropped().getFirst();
        tarn.upkeep().purgeDropped(dropped.id());
        tarn.upkeep().runDue();
        assertThat(RichTable.files(other)).isEmpty();
        assertThat(RichTable.files(table)).isEmpty();
    }

    @Test
    void fileThatOnlyAnOldSnapshotOfAnotherTableReachesStays() {
        Table table = RichTable.create(catalog, TABLE, 1);
        String shared = table.location() + "/data/0.parquet";
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, shared);
        other.newDelete().deleteFile(shared).commit();
        purge(TABLE);
        assertThat(RichTable.files(table)).containsExactly("data/0.parquet");
    }

    @Test
    void filesOfTwoTablesThatArePurgedTogetherGo() {
        Table table = RichTable.create(catalog, TABLE, 1);
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, table.location() + "/data/0.parquet");
        catalog.dropTable(TABLE, true);
        catalog.dropTable(OTHER, true);
        tarn.upkeep().runDue();
        assertThat(RichTable.files(table)).isEmpty();
        assertThat(RichTable.files(other)).isEmpty();
    }

    @Test
    void referenceThatIsAddedAfterAnEarlierSearchIsFound() {
        Table table = RichTable.create(catalog, TABLE, 1);
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, RichTable.file(other, "data/own.parquet"));
        TableIdentifier third = TableIdentifier.of("ns", "third");
        catalog.createTable(third, RunningCatalog.SCHEMA);
        purge(third);
        RichTable.append(other, table.location() + "/data/0.parquet");
        purge(TABLE);
        assertThat(RichTable.files(table)).containsExactly("data/0.parquet");
    }

    @Test
    void metadataThatAnotherTableMovedAwayFromStays() {
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        String first = RichTable.metadataLocation(other);
        String home = other.location();
        other.updateLocation().setLocation(tarn.warehouse() + "/moved").commit();
        Table table = catalog.buildTable(TABLE, RunningCatalog.SCHEMA).withLocation(home).create();
        RichTable.append(table, RichTable.file(table, "data/a.parquet"));
        purge(TABLE);
        assertThat(Path.of(URI.create(first))).exists();
        assertThat(RichTable.files(table))
                .containsExactly("metadata/" + first.substring(first.lastIndexOf('/') + 1));
        assertThat(catalog.loadTable(OTHER).schema().columns()).hasSize(2);
    }

    @Test
    void filesUnderAnEarlierLocationAndADataPathGo() {
        Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
        Path home = Path.of(URI.create(table.location()));
        RichTable.append(table, RichTable.file(table, "data/a.parquet"));
        String elsewhere = tarn.warehouse() + "/elsewhere";
        RichTable.append(table, RichTable.file(elsewhere + "/b.parquet"));
        table.updateLocation().setLocation(tarn.warehouse() + "/moved").commit();
        TaskReport task = purge(TABLE);
        assertThat(RichTable.files(Path.of(URI.create(elsewhere)))).isEmpty();
        assertThat(RichTable.files(home)).isEmpty();
        assertThat(task.keptFiles()).isZero();
    }

    @Test
    void filesWhereTheCatalogMayNotWriteAndThoseInAnotherTablesLocationStay() throws IOException {
        Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        Path foreign = Files.writeString(directory.resolve("foreign.parquet"), "data");
        RichTable.append(table, CatalogConfig.fileUri(foreign));
        RichTable.append(table, RichTable.file(other, "data/unused.parquet"));
        TaskReport task = purge(TABLE);
        assertThat(foreign).exists();
        assertThat(RichTable.files(other)).contains("data/unused.parquet");
        assertThat(RichTable.files(table)).isEmpty();
        assertThat(task.keptFiles()).isEqualTo(2);
    }

    @Test
    void lastMetadataFileMissingLeavesWhatTheOneBeforeReaches() throws IOException {
        Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
        RichTable.append(table, RichTable.file(table, "data/a.parquet"));
        RichTable.append(table, RichTable.file(table, "data/b.parquet"));
        Files.delete(Path.of(URI.create(RichTable.metadataLocation(table))));
        TaskReport task = purge(TABLE);
        assertThat(task.state()).isEqualTo("done");
        assertThat(task.message()).contains("last metadata file is missing");
        assertThat(RichTable.files(table))
                .contains("data/b.parquet")
                .doesNotContain("data/a.parquet");
        assertThat(catalog.tableExists(TABLE)).isFalse();
    }

    @Test
    void withoutAnyMetadataFileNothingIsDeletedAndThePurgeSaysSo() throws IOException {
        Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
        RichTable.append(table, RichTable.file(table, "data/a.parquet"));
        RunningCatalog.deleteTree(Path.of(URI.create(table.location() + "/metadata")));
        TaskReport task = purge(TABLE);
        assertThat(task.state()).isEqualTo("done");
        assertThat(task.message()).contains("No metadata file is left");
        assertThat(RichTable.files(table)).containsExactly("data/a.parquet");
        assertThat(catalog.tableExists(TABLE)).isFalse();
    }

    @Test
    void locationStaysTakenUntilTheFilesAreGone() {
        Table table = RichTable.create(catalog, TABLE, 1);
        catalog.dropTable(TABLE, true);
        var again = catalog.buildTable(OTHER, RunningCatalog.SCHEMA).withLocation(table.location());
        assertThatThrownBy(again::create)
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("of dropped table ns.t");
        tarn.upkeep().runDue();
        assertThat(again.create().location()).isEqualTo(table.location());
    }

    @Test
    void endOfRetentionKeepsTheFilesUnlessToldOtherwise() {
        Table table = RichTable.create(catalog, TABLE, 1);
        int before = RichTable.files(table).size();
        catalog.dropTable(TABLE, false);
        clock.advance(Duration.ofDays(8));
        tarn.upkeep().runDue();
        assertThat(tarn.upkeep().dropped()).isEmpty();
        assertThat(RichTable.files(table)).hasSize(before);
    }
}
