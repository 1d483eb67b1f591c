package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.FlakyStore.Fault;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
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

/// Metadata files of commits that never came to be go; all others stay, whoever wrote them.
class ReconcileTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir Path directory;

    private FlakyStore store;
    private TarnCatalog tarn;
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        CatalogSeams seams = new CatalogSeams(real -> store = new FlakyStore(real), io -> io);
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        tarn = TarnCatalog.open(TestStores.on(getClass(), config), seams);
        catalog = tarn.catalog();
        catalog.createNamespace(Namespace.of("ns"));
        catalog.createTable(TABLE, RunningCatalog.SCHEMA);
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private long metadataFiles() {
        return RunningCatalog.countFiles(directory, ".metadata.json");
    }

    private void commitIsLost(TableIdentifier identifier) {
        Table table = catalog.loadTable(identifier);
        store.failNextWrite(Fault.COMMIT_LOST);
        assertThatThrownBy(() -> table.updateProperties().set("lost", "1").commit())
                .isInstanceOf(CommitStateUnknownException.class);
    }

    @Test
    void fileOfACommitThatNeverCameToBeGoesAndCommittedOnesStay() {
        catalog.loadTable(TABLE).updateProperties().set("a", "1").commit();
        commitIsLost(TABLE);
        assertThat(metadataFiles()).isEqualTo(3);
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isEqualTo(1);
        assertThat(metadataFiles()).isEqualTo(2);
        assertThat(catalog.loadTable(TABLE).properties()).containsEntry("a", "1");
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
    }

    @Test
    void youngFileStays() {
        commitIsLost(TABLE);
        assertThat(tarn.upkeep().reconcile(Duration.ofHours(1))).isZero();
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void fileOfACreateThatNeverCameToBeGoes() {
        store.failNextWrite(Fault.COMMIT_LOST);
        TableIdentifier other = TableIdentifier.of("ns", "other");
        assertThatThrownBy(() -> catalog.createTable(other, RunningCatalog.SCHEMA))
                .isInstanceOf(RuntimeException.class);
        assertThat(metadataFiles()).isEqualTo(2);
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isEqualTo(1);
        assertThat(metadataFiles()).isEqualTo(1);
    }

    @Test
    void orphanOfATableOutsideTheDefaultPlaceGoesToo() {
        TableIdentifier other = TableIdentifier.of("ns", "other");
        catalog.buildTable(other, RunningCatalog.SCHEMA)
                .withLocation(tarn.warehouse() + "/mine/other")
                .create();
        commitIsLost(other);
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isEqualTo(1);
        assertThat(catalog.loadTable(other).schema().columns()).hasSize(2);
    }

    @Test
    void filesOfDroppedForgottenAndUnregisteredTablesStay() {
        catalog.loadTable(TABLE).updateProperties().set("a", "1").commit();
        catalog.dropTable(TABLE, false);
        tarn.upkeep().reconcile(Duration.ZERO);
        tarn.upkeep().forgetDropped(tarn.upkeep().dropped().getFirst().id());
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void filesThatFellOffTheMetadataLogStay() {
        Table table = catalog.loadTable(TABLE);
        table.updateProperties().set("write.metadata.previous-versions-max", "1").commit();
        table.updateProperties().set("a", "1").commit();
        table.updateProperties().set("b", "1").commit();
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
        assertThat(metadataFiles()).isEqualTo(4);
    }

    @Test
    void filesOfAnotherCatalogInTheSameWarehouseStay(@TempDir Path elsewhere) {
        CatalogConfig config = RunningCatalog.config(elsewhere);
        WarehouseConfig shared =
                new WarehouseConfig(
                        "shared",
                        tarn.warehouse(),
                        config.main().allowedLocations(),
                        config.main().fileIoProperties());
        try (TarnCatalog other = TarnCatalog.open(config.withMain(shared))) {
            other.catalog().createNamespace(Namespace.of("theirs"));
            other.catalog().createTable(TableIdentifier.of("theirs", "t"), RunningCatalog.SCHEMA);
            assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
            assertThat(other.upkeep().reconcile(Duration.ZERO)).isZero();
        }
        assertThat(metadataFiles()).isEqualTo(2);
    }

    @Test
    void halfWrittenFileOfAKilledProcessGoes() throws IOException {
        Path written = Path.of(URI.create(RichTable.metadataLocation(catalog.loadTable(TABLE))));
        Path half = written.resolveSibling("." + written.getFileName() + ".half");
        Files.writeString(half, "{");
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isEqualTo(1);
        assertThat(half).doesNotExist();
        assertThat(written).exists();
    }

    @Test
    void someoneElsesFileInTheMetadataDirectoryStays() throws IOException {
        Path written = Path.of(URI.create(RichTable.metadataLocation(catalog.loadTable(TABLE))));
        Files.writeString(
                written.resolveSibling("00007-3f2504e0-4f89-41d3-9a0c-0305e82c3301.metadata.json"),
                "{}");
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
        assertThat(metadataFiles()).isEqualTo(2);
    }
}
