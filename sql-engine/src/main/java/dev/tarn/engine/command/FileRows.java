package dev.tarn.engine.command;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource.Format;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rows of files in the shape of a table.
///
/// Columns are found by name, in any case, where the files give them names, else by position. The
/// first file tells which there are; others that have other ones are errors.
final class FileRows {
    private final ListedFiles files;
    private final String table;
    private final Schema schema;

    /// Whether files of binary formats are read as the table's types too.
    private final boolean asTable;

    private FileRows(ListedFiles files, String table, Schema schema, boolean asTable) {
        this.files = files;
        this.table = table;
        this.schema = schema;
        this.asTable = asTable;
    }

    /// A plan that gives the rows of `files` with the columns of `schema`, which are those of
    /// `table`. `columns` says which of them the files' columns are, one after another; empty means
    /// by name, or all of them by position. `errors` are those of reading.
    static Plan of(
            ListedFiles files,
            String table,
            Schema schema,
            List<String> columns,
            FileErrors errors) {
        return new FileRows(files, table, schema, false).plan(columns, errors);
    }

    /// The rows of all `groups`, of which each has files with the same columns, whose types are
    /// those of `schema` or can be promoted to them.
    static Plan ofMerged(List<ListedFiles> groups, String table, Schema schema, FileErrors errors) {
        List<Field> output = IcebergTypes.fields(schema);
        if (groups.isEmpty()) {
            return new Plan.Values(output, List.of(), null);
        }
        List<Plan> plans = new ArrayList<>();
        for (ListedFiles group : groups) {
            plans.add(new FileRows(group, table, schema, true).plan(List.of(), errors));
        }
        return plans.size() == 1 ? plans.getFirst() : new Plan.UnionAll(plans, output);
    }

    private Plan plan(List<String> columns, FileErrors errors) {
        List<String> names = files.columnNames();
        List<Types.NestedField> targets = targets(names, columns);
        List<Types.NestedField> read = inFile(targets, names);
        Schema source = new Schema(read);
        Plan scan =
                new Plan.FileScan(
                        files.source(source, names == null ? List.of() : names, errors),
                        IcebergTypes.fields(source));
        List<Integer> ordinals = new ArrayList<>();
        for (Types.NestedField column : schema.columns()) {
            int ordinal = -1;
            for (int i = 0; i < targets.size(); i++) {
                ordinal = targets.get(i).fieldId() == column.fieldId() ? i : ordinal;
            }
            ordinals.add(ordinal);
        }
        return Projections.arrange(scan, ordinals, schema, table);
    }

    /// The table's columns that the files have, in the files' order.
    private List<Types.NestedField> targets(@Nullable List<String> names, List<String> columns) {
        if (columns.isEmpty() && names == null) {
            return schema.columns();
        }
        if (names != null && !columns.isEmpty() && columns.size() != names.size()) {
            throw refused(
                    ErrorCode.INVALID_ARGUMENTS,
                    "%s has %d columns %s, and COPY INTO names %d"
                            .formatted(
                                    files.files().getFirst().location(),
                                    names.size(),
                                    names,
                                    columns.size()));
        }
        List<Types.NestedField> targets = new ArrayList<>();
        for (String name : names == null || !columns.isEmpty() ? columns : names) {
            targets.add(target(name));
        }
        return targets;
    }

    private Types.NestedField target(String name) {
        Types.NestedField exact = schema.findField(name);
        Types.NestedField field = exact == null ? schema.caseInsensitiveFindField(name) : exact;
        if (field == null) {
            List<String> known = schema.columns().stream().map(Types.NestedField::name).toList();
            throw refused(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "%s has a column '%s' that table %s has not%s"
                            .formatted(
                                    files.files().getFirst().location(),
                                    name,
                                    table,
                                    Nearest.hint(name, known)));
        }
        return field;
    }

    private SqlException refused(ErrorCode code, String message) {
        return new SqlException(code, message, files.input().position(), null);
    }

    /// Text is read as the table's types, under the files' names; binary formats as their own.
    private List<Types.NestedField> inFile(
            List<Types.NestedField> targets, @Nullable List<String> names) {
        Format format = files.format();
        if (!asTable && format != Format.CSV && format != Format.JSON) {
            return files.ownSchema().columns();
        }
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Types.NestedField target = targets.get(i);
            fields.add(
                    names == null
                            ? target
                            : Types.NestedField.from(target).withName(names.get(i)).build());
        }
        return fields;
    }
}
