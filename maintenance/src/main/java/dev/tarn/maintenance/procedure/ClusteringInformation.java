package dev.tarn.maintenance.procedure;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.cluster.ColumnDepth;
import dev.tarn.maintenance.cluster.FileBoxes;
import dev.tarn.maintenance.plan.TableFiles;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `clustering_information`: how well the files of a table, or of a branch, are clustered by some
/// columns, a row for each of them, from manifests alone. Depths are those within partitions; the
/// share of files that a condition reads is that of all files.
///
/// Without `columns` they are those of the table's sort order. Columns and their meaning follow
/// Snowflake's function of that name.
public final class ClusteringInformation implements TableProcedure {
    private static final List<Field> OUTPUT =
            List.of(
                    new Field("column_name", DataType.STRING),
                    new Field("file_count", DataType.BIGINT),
                    new Field("constant_file_count", DataType.BIGINT),
                    new Field("average_depth", DataType.DOUBLE),
                    new Field("max_depth", DataType.BIGINT),
                    new Field("depth_histogram", DataType.STRING),
                    new Field("predicted_read_share", DataType.DOUBLE));

    @Override
    public String name() {
        return "clustering_information";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Arguments.TABLE,
                Arguments.optional("columns", new DataType.ListOf(DataType.STRING)),
                Arguments.optional("branch", DataType.STRING));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable called, Map<String, Object> arguments) {
        Table table = called.table();
        List<NestedField> columns = columns(called, (List<?>) arguments.get("columns"));
        Snapshot snapshot = snapshot(called, Arguments.text(arguments, "branch"));
        TableFiles files =
                snapshot == null ? TableFiles.none(table) : TableFiles.load(table, snapshot, null);
        List<List<DataFile>> partitions = files.partitions();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (NestedField column : columns) {
            rows.add(row(table.schema().findColumnName(column.fieldId()), column, partitions));
        }
        return rows;
    }

    private static List<@Nullable Object> row(
            String name, NestedField column, List<List<DataFile>> partitions) {
        ColumnDepth depth = ColumnDepth.NONE;
        List<DataFile> all = new ArrayList<>();
        for (List<DataFile> files : partitions) {
            depth = depth.with(FileBoxes.of(files, List.of(column)).depth(0));
            all.addAll(files);
        }
        double readShare = FileBoxes.of(all, List.of(column)).depth(0).readShare();
        return Arrays.asList(
                name,
                (long) depth.fileCount(),
                (long) depth.constantCount(),
                depth.averageDepth(),
                (long) depth.maxDepth(),
                depth.histogram().toString().replace("=", ": "),
                readShare);
    }

    private static List<NestedField> columns(ProcedureTable called, @Nullable List<?> names) {
        Table table = called.table();
        List<NestedField> columns = new ArrayList<>();
        if (names == null) {
            for (SortField field : table.sortOrder().fields()) {
                if (field.transform().isIdentity()) {
                    columns.add(table.schema().findField(field.sourceId()));
                }
            }
        } else {
            for (Object name : names) {
                columns.add(column(called, name.toString()));
            }
        }
        if (columns.isEmpty()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Table %s is not sorted by columns: name them, columns => ARRAY['a', 'b']"
                            .formatted(called.name()));
        }
        return columns;
    }

    private static NestedField column(ProcedureTable called, String name) {
        NestedField found = called.table().schema().caseInsensitiveFindField(name);
        if (found == null) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Table %s does not have a column %s; it has %s"
                            .formatted(
                                    called.name(),
                                    name,
                                    called.table().schema().columns().stream()
                                            .map(NestedField::name)
                                            .toList()));
        }
        if (!found.type().isPrimitiveType()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Column %s is %s, which has no bounds; values of numbers, texts and times have"
                            .formatted(
                                    name, found.type().typeId().name().toLowerCase(Locale.ROOT)));
        }
        return found;
    }

    private static @Nullable Snapshot snapshot(ProcedureTable called, @Nullable String branch) {
        Table table = called.table();
        if (branch == null) {
            return table.currentSnapshot();
        }
        Snapshot snapshot = table.snapshot(branch);
        if (snapshot == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a branch %s; it has %s"
                            .formatted(called.name(), branch, table.refs().keySet()));
        }
        return snapshot;
    }
}
