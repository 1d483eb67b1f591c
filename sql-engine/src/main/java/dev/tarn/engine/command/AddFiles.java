package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Destination;
import dev.tarn.engine.statement.Name;
import dev.tarn.storage.io.FileListing;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.StructLikeWrapper;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// `add_files`: files that others wrote become data files of a table, where they are. Spark's
/// arguments `source_table`, `partition_filter`, `check_duplicate_files`, `parallelism`, and
/// Trino's `location`, `format`, `recursive_directory`.
///
/// From then on the files are the table's: what deletes its files deletes them.
final class AddFiles implements FileProcedure {
    private static final List<Field> OUTPUT =
            List.of(
                    new Field("added_files_count", DataType.BIGINT),
                    new Field("changed_partition_count", DataType.BIGINT));

    @Override
    public String name() {
        return "add_files";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                CalledTable.TABLE,
                CalledTable.optional("source_table", DataType.STRING),
                CalledTable.optional("partition_filter", CalledTable.TEXT_MAP),
                CalledTable.optional("check_duplicate_files", DataType.BOOLEAN),
                CalledTable.optional("parallelism", DataType.INTEGER),
                CalledTable.optional("location", DataType.STRING),
                CalledTable.optional("format", DataType.STRING),
                CalledTable.optional("recursive_directory", DataType.STRING));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public Batch call(
            CatalogConnection catalog, CommandContext context, Map<String, Object> arguments) {
        Name named = Name.parse(Objects.requireNonNull(arguments.get("table")).toString());
        WriteTarget target = Existing.target(named, context.in(catalog));
        String name = target.toString();
        Table table = target.table();
        ForeignSource source =
                ForeignSource.list(
                        source(arguments), nested(arguments), context.storeProperties(table));
        PartitionSpec spec = FileImport.spec(name, table, source);
        FileImport files = new FileImport(name, table, spec);
        Map<String, String> filter = CalledTable.map(arguments, "partition_filter");
        if (!filter.isEmpty()) {
            source = source.with(files.filtered(source, filter));
        }
        boolean check = arguments.getOrDefault("check_duplicate_files", true).equals(true);
        Duplicates duplicates = check ? new Duplicates(name, table, source) : null;
        if (duplicates != null) {
            duplicates.check(target.to().parent(table));
        }
        List<DataFile> added = files.dataFiles(source, CalledTable.parallelism(arguments));
        Writes.committed(
                name,
                table,
                new WriteResults(),
                () -> {
                    Table written = WrittenTable.of(name, table);
                    AppendFiles append = files.append(written, added);
                    commit(written, target.to(), append, duplicates);
                    return added.size();
                });
        return RowBatches.batch(
                OUTPUT, List.of(List.of((long) added.size(), partitions(added, spec))));
    }

    /// By `source_table`, as Spark, or by `location` and `format`, as Trino.
    private static ForeignSource.Place source(Map<String, Object> arguments) {
        Object table = arguments.get("source_table");
        Object location = arguments.get("location");
        Object format = arguments.get("format");
        if ((table == null) == (location == null) || (location == null) != (format == null)) {
            throw refused("add_files takes either 'source_table' or 'location' and 'format'");
        }
        if (table != null) {
            return ForeignSource.place(table.toString());
        }
        FileFormat known = ForeignSource.format(String.valueOf(format));
        if (known == null) {
            throw refused("Argument 'format' is PARQUET, ORC or AVRO, not %s".formatted(format));
        }
        return new ForeignSource.Place(known, String.valueOf(location));
    }

    private static ForeignSource.Nested nested(Map<String, Object> arguments) {
        String text = String.valueOf(arguments.getOrDefault("recursive_directory", "FAIL"));
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "FAIL" -> ForeignSource.Nested.REFUSED;
            case "TRUE" -> ForeignSource.Nested.TAKEN;
            case "FALSE" -> ForeignSource.Nested.LEFT_OUT;
            default ->
                    throw refused(
                            "Argument 'recursive_directory' is TRUE, FALSE or FAIL, not " + text);
        };
    }

    private static void commit(
            Table written, Destination to, AppendFiles append, @Nullable Duplicates duplicates) {
        if (duplicates != null && to.isMain()) {
            append.validateWith(duplicates::check);
        }
        to.of(written, append).commit();
    }

    private static long partitions(List<DataFile> files, PartitionSpec spec) {
        Set<StructLikeWrapper> partitions = new HashSet<>();
        StructLikeWrapper wrapper = StructLikeWrapper.forType(spec.partitionType());
        files.forEach(file -> partitions.add(wrapper.copyFor(file.partition())));
        return partitions.size();
    }

    private static SqlException refused(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }

    /// Finds files that the table has already, also when another writer has added them meanwhile.
    private static final class Duplicates {
        private final String name;
        private final Table table;
        private final Map<String, String> added = new HashMap<>();
        private @Nullable Long checked;

        Duplicates(String name, Table table, ForeignSource source) {
            this.name = name;
            this.table = table;
            for (ForeignSource.SourceFile file : source.files()) {
                String location = file.info().location();
                added.put(FileListing.identity(location), location);
            }
        }

        /// Looks at the newest snapshot that a commit comes after.
        boolean check(Iterable<Snapshot> ancestors) {
            for (Snapshot newest : ancestors) {
                check(newest);
                return true;
            }
            return true;
        }

        /// @throws SqlException ALREADY_EXISTS
        void check(@Nullable Snapshot snapshot) {
            if (snapshot == null || Objects.equals(checked, snapshot.snapshotId())) {
                return;
            }
            try (CloseableIterable<FileScanTask> files =
                    table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
                for (FileScanTask file : files) {
                    String location = added.get(FileListing.identity(file.file().location()));
                    if (location != null) {
                        throw new SqlException(
                                ErrorCode.ALREADY_EXISTS,
                                "%s has the file %s already; check_duplicate_files => false adds it again"
                                        .formatted(name, location));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            checked = snapshot.snapshotId();
        }
    }
}
