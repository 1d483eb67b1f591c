package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.EventRow;
import dev.tarn.catalog.store.EventStore;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Every change leaves its event, in order, and nothing else does; and all of it outlives the
/// process.
class ChangeEventsTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir Path directory;

    @Test
    void changesAppearInTheirOrderWithOldAndNewPointers() {
        CatalogConfig config = TestStores.on(getClass(), RunningCatalog.config(directory));
        try (TarnCatalog tarn = TarnCatalog.open(config);
                Database database = config.store().open()) {
            EventStore store = new EventStore(database);
            RESTCatalog catalog = tarn.catalog();
            catalog.createNamespace(Namespace.of("ns"));
            Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
            String first = ((BaseTable) table).operations().current().metadataFileLocation();
            table.updateProperties().set("a", "1").commit();
            assertThatThrownBy(() -> catalog.createTable(TABLE, RunningCatalog.SCHEMA))
                    .isInstanceOf(AlreadyExistsException.class);
            catalog.renameTable(TABLE, TableIdentifier.of("ns", "renamed"));
            catalog.dropTable(TableIdentifier.of("ns", "renamed"), false);

            List<EventRow> events = store.list(0, 100);
            assertThat(events)
                    .extracting(EventRow::kind)
                    .containsExactly(
                            "create-namespace",
                            "create-table",
                            "update-table",
                            "rename-table",
                            "drop-table");
            assertThat(events.get(2).oldMetadataLocation()).isEqualTo(first);
            assertThat(events.get(4).oldMetadataLocation())
                    .isEqualTo(events.get(2).newMetadataLocation());
            assertThat(events.subList(1, 5))
                    .extracting(EventRow::subjectId)
                    .containsOnly(events.get(1).subjectId());
            assertThat(store.list(events.get(2).sequence(), 1)).containsExactly(events.get(3));
        }
    }

    @Test
    void catalogOpensAgainWithEverythingInIt() {
        CatalogConfig config = TestStores.on(getClass(), RunningCatalog.config(directory));
        try (TarnCatalog tarn = TarnCatalog.open(config)) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
            tarn.catalog().createTable(TABLE, RunningCatalog.SCHEMA);
        }
        try (TarnCatalog tarn = TarnCatalog.open(config)) {
            assertThat(tarn.catalog().listTables(Namespace.of("ns"))).containsExactly(TABLE);
            assertThat(tarn.catalog().loadTable(TABLE).schema().columns()).hasSize(2);
        }
    }

    @Test
    void twoProcessesOnOneDatabaseSeeEachOther() {
        CatalogConfig config = TestStores.on(getClass(), RunningCatalog.config(directory));
        try (TarnCatalog one = TarnCatalog.open(config);
                TarnCatalog two = TarnCatalog.open(config)) {
            one.catalog().createNamespace(Namespace.of("ns"));
            one.catalog().createTable(TABLE, RunningCatalog.SCHEMA);
            two.catalog().loadTable(TABLE).updateProperties().set("by", "two").commit();
            assertThat(one.catalog().loadTable(TABLE).properties()).containsEntry("by", "two");
        }
    }
}
