package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.puffin.Blob;
import org.apache.iceberg.puffin.BlobMetadata;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinReader;
import org.apache.iceberg.puffin.PuffinWriter;
import org.apache.iceberg.puffin.StandardBlobTypes;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.Pair;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// `compute_table_stats(table, snapshot_id, columns)` with Spark's arguments and result, and
/// `ANALYZE`: counts the different values of columns of a snapshot and keeps them as sketches in a
/// Puffin file, which the table's metadata then names. What that snapshot had of other columns is
/// copied.
///
/// Rows are read by a query in the session's name, [#MOST_SKETCHES] columns at a time, so that
/// memory does not grow with the table.
final class StatisticsFiles implements ContextProcedure {
    static final int MOST_SKETCHES = 32;

    private static final String DISTINCT_PROPERTY = "ndv";
    private static final List<Field> OUTPUT =
            List.of(new Field("statistics_file", DataType.STRING));

    @Override
    public String name() {
        return "compute_table_stats";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                CalledTable.TABLE,
                CalledTable.optional("snapshot_id", DataType.BIGINT),
                CalledTable.optional("columns", CalledTable.TEXTS));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public Batch call(
            CatalogConnection catalog, CommandContext context, Map<String, Object> arguments) {
        Catalogs.TableName place = CalledTable.place(catalog, context.session(), arguments);
        Table table = CalledTable.load(place, context.session());
        Snapshot snapshot =
                arguments.get("snapshot_id") instanceof Long id
                        ? table.snapshot(CalledTable.snapshot(table, id))
                        : table.currentSnapshot();
        if (snapshot == null) {
            return RowBatches.batch(OUTPUT, List.of());
        }
        List<String> columns =
                arguments.containsKey("columns") ? CalledTable.texts(arguments, "columns") : null;
        Computation computation = new Computation(place, table, snapshot, context);
        StatisticsFile file = computation.run(columns, null);
        return RowBatches.batch(OUTPUT, List.of(List.of(file.path())));
    }

    /// The rows that were looked at.
    static CommandResult analyze(Command.Analyze analyze, CommandContext context) {
        Name name = analyze.name();
        Existing.Relation found = Objects.requireNonNull(Existing.findTable(name, false, context));
        Catalogs.TableName place = new Catalogs.TableName(found.catalog(), found.identifier());
        Table table = found.load();
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return CommandResult.ofRows(0);
        }
        Computation computation = new Computation(place, table, snapshot, context);
        computation.run(analyze.columns(), name);
        return CommandResult.ofRows(computation.rowCount);
    }

    /// One file of statistics in the making.
    private static final class Computation {
        private final Catalogs.TableName place;
        private final Table table;
        private final Snapshot snapshot;
        private final CommandContext context;
        private long rowCount;

        Computation(
                Catalogs.TableName place, Table table, Snapshot snapshot, CommandContext context) {
            this.place = place;
            this.table = table;
            this.snapshot = snapshot;
            this.context = context;
        }

        /// @param names null for all columns that can be sketched
        StatisticsFile run(@Nullable List<String> names, @Nullable Name at) {
            List<Types.NestedField> columns = columns(names, at);
            String path =
                    ((HasTableOperations) table)
                            .operations()
                            .metadataFileLocation(
                                    "%d-%s.stats"
                                            .formatted(snapshot.snapshotId(), UUID.randomUUID()));
            try {
                StatisticsFile file = write(path, columns);
                table.updateStatistics().setStatistics(file).commit();
                return file;
            } catch (CommitStateUnknownException e) {
                throw e;
            } catch (IOException e) {
                table.io().deleteFile(path);
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                table.io().deleteFile(path);
                throw e;
            }
        }

        /// The columns as they were at the snapshot, which may have been called otherwise then; one
        /// that it did not have yet has no values to count.
        private List<Types.NestedField> columns(@Nullable List<String> names, @Nullable Name at) {
            List<Types.NestedField> chosen =
                    names == null
                            ? table.schema().columns().stream().filter(Computation::isAble).toList()
                            : named(names, at);
            Schema then = SnapshotUtil.schemaFor(table, snapshot.snapshotId());
            return chosen.stream()
                    .map(column -> then.findField(column.fieldId()))
                    .filter(Objects::nonNull)
                    .toList();
        }

        private static boolean isAble(Types.NestedField column) {
            return ColumnSketch.takes(IcebergTypes.dataType(column.type()));
        }

        private List<Types.NestedField> named(List<String> names, @Nullable Name at) {
            Set<Types.NestedField> chosen = new LinkedHashSet<>();
            for (String name : names) {
                Types.NestedField column = table.schema().caseInsensitiveFindField(name);
                if (column == null || !table.schema().columns().contains(column)) {
                    throw missing(name, at);
                }
                if (!isAble(column)) {
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "Column '%s' of table %s is of type %s, whose different values are not counted"
                                    .formatted(name, place, column.type()),
                            at == null ? null : at.position(),
                            null);
                }
                chosen.add(column);
            }
            return List.copyOf(chosen);
        }

        private SqlException missing(String name, @Nullable Name at) {
            List<String> known =
                    table.schema().columns().stream().map(Types.NestedField::name).toList();
            return new SqlException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column '%s' does not exist in table %s%s"
                            .formatted(name, place, Nearest.hint(name, known)),
                    at == null ? null : at.position(),
                    null);
        }

        private StatisticsFile write(String path, List<Types.NestedField> columns)
                throws IOException {
            try (PuffinWriter writer =
                    Puffin.write(table.io().newOutputFile(path)).createdBy("Tarn").build()) {
                int from = 0;
                do {
                    int to = Math.min(columns.size(), from + MOST_SKETCHES);
                    add(columns.subList(from, to), from == 0, writer);
                    from = to;
                } while (from < columns.size());
                copyOthers(columns, writer);
                writer.finish();
                return new GenericStatisticsFile(
                        snapshot.snapshotId(),
                        path,
                        writer.fileSize(),
                        writer.footerSize(),
                        writer.writtenBlobsMetadata().stream()
                                .map(GenericBlobMetadata::from)
                                .toList());
            }
        }

        private void add(List<Types.NestedField> columns, boolean isFirst, PuffinWriter writer) {
            List<ColumnSketch> sketches = columns.stream().map(_ -> new ColumnSketch()).toList();
            context.runner()
                    .run(
                            plan(columns),
                            new WriteResults(),
                            batch -> {
                                Batch rows = batch.compact();
                                rowCount += isFirst ? rows.rowCount() : 0;
                                for (int i = 0; i < sketches.size(); i++) {
                                    sketches.get(i).add(rows.column(i));
                                }
                            });
            for (int i = 0; i < columns.size(); i++) {
                ThetaSketch sketch = sketches.get(i).sketch();
                writer.add(
                        blob(
                                List.of(columns.get(i).fieldId()),
                                ByteBuffer.wrap(sketch.toBytes()),
                                Map.of(DISTINCT_PROPERTY, Long.toString(sketch.distinctCount()))));
            }
        }

        private Blob blob(List<Integer> fields, ByteBuffer data, Map<String, String> properties) {
            return new Blob(
                    StandardBlobTypes.APACHE_DATASKETCHES_THETA_V1,
                    fields,
                    snapshot.snapshotId(),
                    snapshot.sequenceNumber(),
                    data,
                    null,
                    properties);
        }

        /// Reads `columns`, or counts rows where there are none, as the session may.
        private Plan plan(List<Types.NestedField> columns) {
            String items =
                    columns.stream()
                            .map(column -> new Name(List.of(column.name()), null).quoted())
                            .collect(Collectors.joining(", "));
            List<String> parts = new ArrayList<>();
            parts.add(place.catalog().name());
            parts.addAll(List.of(place.identifier().namespace().levels()));
            parts.add(place.identifier().name());
            String sql =
                    "SELECT %s FROM %s FOR VERSION AS OF %d"
                            .formatted(
                                    items.isEmpty() ? "1" : items,
                                    new Name(parts, null).quoted(),
                                    snapshot.snapshotId());
            Statement query = context.planner().plan(context.session(), sql, List.of());
            return ((Statement.Select) query).plan();
        }

        /// The sketches that the snapshot has of other columns.
        private void copyOthers(List<Types.NestedField> columns, PuffinWriter writer)
                throws IOException {
            StatisticsFile before = before();
            if (before == null) {
                return;
            }
            Set<Integer> done = new HashSet<>();
            columns.forEach(column -> done.add(column.fieldId()));
            try (PuffinReader reader =
                    Puffin.read(table.io().newInputFile(before.path()))
                            .withFileSize(before.fileSizeInBytes())
                            .withFooterSize(before.fileFooterSizeInBytes())
                            .build()) {
                List<BlobMetadata> others =
                        reader.fileMetadata().blobs().stream()
                                .filter(blob ->
                                        blob.inputFields().stream().noneMatch(done::contains))
                                .filter(blob ->
                                        blob.type()
                                                .equals(
                                                        StandardBlobTypes
                                                                .APACHE_DATASKETCHES_THETA_V1))
                                .toList();
                for (Pair<BlobMetadata, ByteBuffer> other : reader.readAll(others)) {
                    writer.add(
                            blob(
                                    other.first().inputFields(),
                                    other.second(),
                                    other.first().properties()));
                }
            }
        }

        private @Nullable StatisticsFile before() {
            for (StatisticsFile file : table.statisticsFiles()) {
                if (file.snapshotId() == snapshot.snapshotId()) {
                    return file;
                }
            }
            return null;
        }
    }
}
