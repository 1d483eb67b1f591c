package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The procedures that only touch metadata, under Spark's names and arguments.
public final class SnapshotProcedures {
    private SnapshotProcedures() {}

    public static List<Procedure> all() {
        return List.of(
                new RegisterTable(),
                // To an ancestor of the current snapshot, or to any snapshot of the table.
                new MoveToSnapshot("rollback_to_snapshot", ManageSnapshots::rollbackTo),
                new MoveToSnapshot("set_current_snapshot", ManageSnapshots::setCurrentSnapshot));
    }

    private static Procedure.Argument required(String name, DataType type) {
        return new Procedure.Argument(name, type, true, null);
    }

    private static Catalogs.TableName place(
            CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        String text = Objects.requireNonNull(arguments.get("table")).toString();
        List<String> parts = Arrays.asList(text.split("\\.", -1));
        Session inCatalog = session.withPlace(catalog.name(), session.namespace());
        return new Catalogs(List.of(catalog)).table(new Name(parts, null), inCatalog);
    }

    private static Table table(
            CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        Catalogs.TableName place = place(catalog, session, arguments);
        Catalogs catalogs = new Catalogs(List.of(catalog));
        Table table =
                new Relations(catalogs, new SystemTables(catalogs), session)
                        .table(catalog, place.identifier().namespace(), place.identifier().name());
        if (table == null) {
            throw place.notFound("Table", null, null);
        }
        return table;
    }

    private static long snapshot(Table table, Map<String, Object> arguments) {
        long id = (Long) Objects.requireNonNull(arguments.get("snapshot_id"));
        if (table.snapshot(id) == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a snapshot %d".formatted(table.name(), id));
        }
        return id;
    }

    private static @Nullable Long current(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null ? null : snapshot.snapshotId();
    }

    private static final List<Field> SNAPSHOTS =
            List.of(
                    new Field("previous_snapshot_id", DataType.BIGINT),
                    new Field("current_snapshot_id", DataType.BIGINT));

    /// `register_table(table, metadata_file)`: a table from metadata that exists.
    private static final class RegisterTable implements Procedure {
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
                    required("table", DataType.STRING), required("metadata_file", DataType.STRING));
        }

        @Override
        public List<Field> output() {
            return OUTPUT;
        }

        @Override
        public Batch call(
                CatalogConnection catalog, Session session, Map<String, Object> arguments) {
            TableIdentifier identifier = place(catalog, session, arguments).identifier();
            String file = Objects.requireNonNull(arguments.get("metadata_file")).toString();
            Table table = catalog.tables().registerTable(identifier, file);
            Snapshot snapshot = table.currentSnapshot();
            return RowBatches.batch(
                    OUTPUT,
                    List.of(
                            Arrays.asList(
                                    current(table),
                                    total(snapshot, "total-records"),
                                    total(snapshot, "total-data-files"))));
        }

        private static @Nullable Long total(@Nullable Snapshot snapshot, String name) {
            String value = snapshot == null ? null : snapshot.summary().get(name);
            return value == null ? null : Long.valueOf(value);
        }
    }

    /// `name(table, snapshot_id)`: makes another snapshot of a table its current one.
    private record MoveToSnapshot(String name, Move move) implements Procedure {
        @Override
        public List<Argument> arguments() {
            return List.of(
                    required("table", DataType.STRING), required("snapshot_id", DataType.BIGINT));
        }

        @Override
        public List<Field> output() {
            return SNAPSHOTS;
        }

        @Override
        public Batch call(
                CatalogConnection catalog, Session session, Map<String, Object> arguments) {
            Table table = table(catalog, session, arguments);
            Long before = current(table);
            move.apply(table.manageSnapshots(), snapshot(table, arguments)).commit();
            return RowBatches.batch(SNAPSHOTS, List.of(Arrays.asList(before, current(table))));
        }
    }

    @FunctionalInterface
    private interface Move {
        ManageSnapshots apply(ManageSnapshots snapshots, long snapshotId);
    }
}
