package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Drop keeps files; purge has those deleted that are the table's own, and no others.
class RemovalTest {
    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config ->
                    config.withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND)));

    private static Path data(Table table, String name) throws IOException {
        Path file = Path.of(URI.create(table.location() + "/data/" + name));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "data");
    }

    private static void append(Table table, Path file) {
        DataFile dataFile =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(CatalogConfig.fileUri(file))
                        .withFormat("PARQUET")
                        .withFileSizeInBytes(4)
                        .withRecordCount(1)
                        .build();
        table.newAppend().appendFile(dataFile).commit();
    }

    private static long files(Table table) {
        Path root = Path.of(URI.create(table.location()));
        return RunningCatalog.countFiles(root, "")
                - RunningCatalog.countFiles(root, "/data")
                - RunningCatalog.countFiles(root, "/metadata")
                - (Files.exists(root) ? 1 : 0);
    }

    @Test
    void dropKeepsEveryFile() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        append(table, data(table, "a.parquet"));
        long before = files(table);
        assertThat(CATALOG.delete(RunningCatalog.path(identifier)).status()).isEqualTo(204);
        assertThat(files(table)).isEqualTo(before).isPositive();
    }

    @Test
    void purgeDeletesDataManifestsListsAndMetadata() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        append(table, data(table, "a.parquet"));
        append(table, data(table, "b.parquet"));
        String path = RunningCatalog.path(identifier) + "?purgeRequested=true";
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        awaitPurge();
        assertThat(files(table)).isZero();
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
    }

    private static void awaitPurge() {
        CATALOG.tarn().upkeep().runDue();
    }

    @Test
    void purgeLeavesFilesOutsideTheTablesLocation() throws IOException {
        TableIdentifier owner = CATALOG.newTable();
        TableIdentifier borrower = CATALOG.newTable();
        Table owning = CATALOG.catalog().loadTable(owner);
        Path shared = data(owning, "shared.parquet");
        append(owning, shared);
        append(CATALOG.catalog().loadTable(borrower), shared);
        String path = RunningCatalog.path(borrower) + "?purgeRequested=true";
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        awaitPurge();
        assertThat(shared).exists();
    }

    @Test
    void purgeWithGcDisabledIsRefusedAndChangesNothing() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        Path file = data(table, "a.parquet");
        append(table, file);
        table.updateProperties().set("gc.enabled", "false").commit();
        Reply reply = CATALOG.delete(RunningCatalog.path(identifier) + "?purgeRequested=true");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("gc.enabled");
        assertThat(CATALOG.catalog().tableExists(identifier)).isTrue();
        assertThat(file).exists();
    }

    @Test
    void purgeOfATableWithoutMetadataDropsIt() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        Path metadata = Path.of(URI.create(table.location() + "/metadata"));
        RunningCatalog.deleteTree(metadata);
        String path = RunningCatalog.path(identifier) + "?purgeRequested=true";
        assertThat(CATALOG.delete(path).status()).isEqualTo(204);
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
    }

    @Test
    void purgeFlagThatIsNeitherTrueNorFalseIs400() {
        TableIdentifier identifier = CATALOG.newTable();
        Reply reply = CATALOG.delete(RunningCatalog.path(identifier) + "?purgeRequested=maybe");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(CATALOG.catalog().tableExists(identifier)).isTrue();
    }

    @Test
    void droppingWhatIsNotThereIs404() {
        TableIdentifier identifier = CATALOG.newTable();
        CATALOG.delete(RunningCatalog.path(identifier));
        Reply reply = CATALOG.delete(RunningCatalog.path(identifier));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorType()).isEqualTo("NoSuchTableException");
    }
}
