package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.Mutation;

import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Where a table was at a moment, whatever else has its name.
class LakeHistoryTest {
    private static final TableIdentifier NAME = TableIdentifier.of("main", "t");
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    @Test
    void pipe_that_is_called_like_a_table_is_none(@TempDir Path folder) {
        try (TarnCatalog tarn = TarnCatalog.open(CatalogConfig.inDirectory(folder))) {
            tarn.catalog().createNamespace(Namespace.of("main"));
            tarn.catalog().createTable(NAME, SCHEMA);
            String warehouse = tarn.catalog().name();
            LakeHistory history = new LakeHistory(tarn.feed(), warehouse);
            long point = history.now();
            Caller.system().run(() -> tarn.pipes(warehouse).create(NAME, "{}", Mutation.PLAIN));
            assertThat(history.now()).isGreaterThan(point);
            assertThat(history.metadataAt(NAME, point)).isNull();
            tarn.catalog().loadTable(NAME).updateProperties().set("a", "b").commit();
            assertThat(history.metadataAt(NAME, point)).isNotNull();
            tarn.catalog().dropTable(NAME, false);
            tarn.catalog().createTable(NAME, SCHEMA);
            long before = history.now();
            tarn.catalog().renameTable(NAME, TableIdentifier.of("main", "u"));
            assertThatThrownBy(() -> history.metadataAt(NAME, before))
                    .isInstanceOf(CommitFailedException.class);
        }
    }
}
