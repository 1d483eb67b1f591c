package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.service.TaskReport;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/// Purge and reconcile over an S3 store, whose listings and deletes are requests.
class PurgeOnS3Test {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final TableIdentifier OTHER = TableIdentifier.of("ns", "other");

    @TempDir Path directory;

    private final S3World world = new S3World();
    private TarnCatalog tarn;
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        CatalogConfig config =
                world.inS3(CatalogConfig.inDirectory(directory), world.properties())
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        tarn = TarnCatalog.open(config);
        catalog = tarn.catalog();
        catalog.createNamespace(Namespace.of("ns"));
    }

    @AfterEach
    void close() {
        tarn.close();
        world.close();
    }

    /// What is below a location, as names relative to it.
    private Set<String> below(String location) {
        Set<String> names = new TreeSet<>();
        String prefix = location + "/";
        for (FileInfo file : ((SupportsPrefixOperations) tarn.io()).listPrefix(prefix)) {
            names.add(file.location().substring(prefix.length()));
        }
        return names;
    }

    private TaskReport purge(TableIdentifier identifier) {
        catalog.dropTable(identifier, true);
        tarn.upkeep().runDue();
        return tarn.upkeep().tasks().getFirst();
    }

    @Test
    void everyKindOfFileGoes() {
        Table table = RichTable.create(catalog, TABLE, 3);
        int before = below(table.location()).size();
        TaskReport task = purge(TABLE);
        assertThat(task.message()).isEmpty();
        assertThat(task.state()).isEqualTo("done");
        assertThat(task.deletedFiles()).isEqualTo(before).isGreaterThan(25);
        assertThat(below(table.location())).isEmpty();
    }

    @Test
    void fileThatAnotherTableReachesStays() {
        Table table = RichTable.create(catalog, TABLE, 2);
        Table other = catalog.createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, table.location() + "/data/0.parquet");
        assertThat(purge(TABLE).keptFiles()).isEqualTo(1);
        assertThat(below(table.location())).containsExactly("data/0.parquet");
        assertThat(purge(OTHER).state()).isEqualTo("done");
        assertThat(below(table.location())).isEmpty();
        assertThat(below(S3World.WAREHOUSE)).isEmpty();
    }

    @Test
    void filesWhereTheTableSentThemGoAndThePlaceIsFree() {
        String place = S3World.WAREHOUSE + "/elsewhere";
        Table table =
                catalog.buildTable(TABLE, RunningCatalog.SCHEMA)
                        .withProperty("write.data.path", place)
                        .create();
        RichTable.append(table, RichTable.remoteFile(tarn.io(), place + "/a.parquet"));
        var again = catalog.buildTable(OTHER, RunningCatalog.SCHEMA).withLocation(place + "/in");
        assertThatThrownBy(again::create).isInstanceOf(BadRequestException.class);
        assertThat(purge(TABLE).keptFiles()).isZero();
        assertThat(below(S3World.WAREHOUSE)).isEmpty();
        assertThat(again.create().location()).isEqualTo(place + "/in");
    }

    @Test
    void filesAreThereUntilADroppedTableIsPurged() {
        Table table = RichTable.create(catalog, TABLE, 1);
        Set<String> before = below(table.location());
        catalog.dropTable(TABLE, false);
        tarn.upkeep().runDue();
        assertThat(below(table.location())).isEqualTo(before);
        tarn.upkeep().purgeDropped(tarn.upkeep().dropped().getFirst().id());
        tarn.upkeep().runDue();
        assertThat(below(S3World.WAREHOUSE)).isEmpty();
    }

    @Test
    void reconcileLeavesWhatWasCommitted() {
        Table table = RichTable.create(catalog, TABLE, 1);
        Set<String> before = below(table.location());
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(tarn.upkeep().reconcile(Duration.ZERO)).isZero();
        assertThat(below(table.location())).isEqualTo(before);
    }
}
