package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.Session;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Tables taken into a catalog from their metadata, and out of it without their files.
final class TableRegistration {
    private TableRegistration() {}

    /// `register_table(table, metadata_file)`: a table from metadata that exists.
    static final class Register implements Procedure {
        private static final List<Field> OUTPUT =
                List.of(
                        new Field("current_snapshot_id", DataType.BIGINT),
                        new Field("total_records_count", DataType.BIGINT),
                        new Field("total_data_files_count", DataType.BIGINT));

        @Override
        public String name() {
            return "register_table";
        }

        @Override
        public List<Argument> arguments() {
            return List.of(
                    CalledTable.TABLE, CalledTable.required("metadata_file", DataType.STRING));
        }

        @Override
        public List<Field> output() {
            return OUTPUT;
        }

        @Override
        public Batch call(
                CatalogConnection catalog, Session session, Map<String, Object> arguments) {
            TableIdentifier identifier =
                    CalledTable.place(catalog, session, arguments).identifier();
            String file = Objects.requireNonNull(arguments.get("metadata_file")).toString();
            Table table = catalog.tables().registerTable(identifier, file);
            Snapshot snapshot = table.currentSnapshot();
            return RowBatches.batch(
                    OUTPUT,
                    List.of(
                            Arrays.asList(
                                    snapshot == null ? null : snapshot.snapshotId(),
                                    total(snapshot, "total-records"),
                                    total(snapshot, "total-data-files"))));
        }

        private static @Nullable Long total(@Nullable Snapshot snapshot, String name) {
            String value = snapshot == null ? null : snapshot.summary().get(name);
            return value == null ? null : Long.valueOf(value);
        }
    }

    /// `unregister_table(schema_name, table_name)`: DROP TABLE, which leaves the files.
    static final class Unregister implements Procedure {
        @Override
        public String name() {
            return "unregister_table";
        }

        @Override
        public List<Argument> arguments() {
            return List.of(
                    CalledTable.required("schema_name", DataType.STRING),
                    CalledTable.required("table_name", DataType.STRING));
        }

        @Override
        public List<Field> output() {
            return List.of();
        }

        @Override
        public Batch call(
                CatalogConnection catalog, Session session, Map<String, Object> arguments) {
            String schema = Objects.requireNonNull(arguments.get("schema_name")).toString();
            List<String> parts = new ArrayList<>();
            parts.add(catalog.name());
            parts.addAll(Name.parse(schema).parts());
            parts.add(Objects.requireNonNull(arguments.get("table_name")).toString());
            Catalogs.TableName place =
                    new Catalogs(List.of(catalog)).table(new Name(parts, null), session);
            TableIdentifier spelled = Relations.spelled(catalog, place.identifier());
            if (spelled == null || !catalog.tables().dropTable(spelled, false)) {
                throw place.notFound("Table", null, null);
            }
            return RowBatches.batch(List.of(), List.of());
        }
    }
}
