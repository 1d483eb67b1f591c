package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.ForeignSource.SourceFile;
import dev.tarn.storage.FileDescription;
import dev.tarn.storage.file.ForeignFiles;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Files that others wrote as data files of a table, which takes them where they are: their columns
/// checked, counts and bounds from their footers, partitions from their directories. As Iceberg's
/// `TableMigrationUtil`, which checks no columns.
final class FileImport {
    private static final int MOST_THREADS = 64;

    private final String name;
    private final Table table;
    private final PartitionSpec spec;
    private final NameMapping mapping;
    private final MetricsConfig metrics;

    /// Columns that the file tells of: what it has of those of its directories does not count.
    private final NameMapping measured;

    private final ForeignColumns columns;

    /// @param name the table's, for messages
    /// @param spec one of the table's, by columns as they are, which the directories have
    FileImport(String name, Table table, PartitionSpec spec) {
        this.name = name;
        this.table = table;
        this.spec = spec;
        this.mapping = mapping(table);
        this.metrics = MetricsConfig.forTable(table);
        Set<Integer> ofPath = new HashSet<>();
        spec.fields().forEach(field -> ofPath.add(field.sourceId()));
        this.columns = new ForeignColumns(table.schema(), mapping, ofPath, name);
        this.measured =
                NameMapping.of(
                        mapping.asMappedFields().fields().stream()
                                .filter(field -> !ofPath.contains(field.id()))
                                .toList());
    }

    /// By which columns of files without field ids are found.
    private static NameMapping mapping(Table table) {
        String json = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        return json == null ? MappingUtil.create(table.schema()) : NameMappingParser.fromJson(json);
    }

    /// The spec of `table` whose partitions the directories of `source` are: of the columns as they
    /// are, in any order; the newest there is.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if there is none
    static PartitionSpec spec(String name, Table table, ForeignSource source) {
        Set<String> wanted = Set.copyOf(source.partitionNames());
        List<PartitionSpec> specs = new ArrayList<>(table.specs().values());
        specs.remove(table.spec());
        specs.add(table.spec());
        for (PartitionSpec spec : specs.reversed()) {
            boolean identity =
                    spec.fields().stream().allMatch(field -> field.transform().isIdentity());
            Set<String> names = new HashSet<>();
            spec.fields().forEach(field -> names.add(column(table, field)));
            if (identity && names.equals(wanted)) {
                return spec;
            }
        }
        throw new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "Table %s was never partitioned by the columns %s as they are, in whose directories the files of %s are; it is by %s"
                        .formatted(
                                name,
                                source.partitionNames(),
                                source.location(),
                                table.spec().fields()));
    }

    private static String column(Table table, PartitionField field) {
        String column = table.schema().findColumnName(field.sourceId());
        return column == null ? "" : column.toLowerCase(Locale.ROOT);
    }

    /// Those files of `source` that are in the partition that `filter` tells, by columns and
    /// values.
    ///
    /// @throws SqlException INVALID_ARGUMENTS for columns of which there are no directories, or
    ///   where there is no such file
    List<SourceFile> filtered(ForeignSource source, Map<String, String> filter) {
        Set<String> known = Set.copyOf(source.partitionNames());
        Map<String, String> byName = new HashMap<>();
        filter.forEach((key, value) -> byName.put(key.toLowerCase(Locale.ROOT), value));
        if (!known.containsAll(byName.keySet())) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The partition filter names %s; the files of %s are in directories of %s"
                            .formatted(filter.keySet(), source.location(), known));
        }
        Map<Integer, Object> wanted = new HashMap<>();
        for (int i = 0; i < spec.fields().size(); i++) {
            String text = byName.get(column(table, spec.fields().get(i)));
            if (text != null) {
                wanted.put(i, value(i, text, "The partition filter"));
            }
        }
        List<SourceFile> kept = new ArrayList<>();
        for (SourceFile file : source.files()) {
            PartitionData partition = partition(file);
            boolean matches =
                    wanted.entrySet().stream()
                            .allMatch(entry ->
                                    entry.getValue().equals(partition.get(entry.getKey())));
            if (matches) {
                kept.add(file);
            }
        }
        if (kept.isEmpty()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "No partition of %s matches %s".formatted(source.location(), filter));
        }
        return kept;
    }

    /// The files as data files, in the same order, read by up to `parallelism` threads.
    List<DataFile> dataFiles(ForeignSource source, int parallelism) {
        int threads = Math.min(Math.min(parallelism, MOST_THREADS), source.files().size());
        List<Future<DataFile>> reads = new ArrayList<>();
        List<DataFile> files = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            try {
                for (SourceFile file : source.files()) {
                    reads.add(pool.submit(() -> dataFile(source, file)));
                }
                for (Future<DataFile> read : reads) {
                    files.add(read.get());
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SqlException(ErrorCode.USER_CANCELED, "Files are not taken", null, e);
            } finally {
                pool.shutdownNow();
            }
        }
        return files;
    }

    /// An append of `files` to `written`, the table on its way, which says from then on how columns
    /// of files without field ids are found.
    AppendFiles append(Table written, List<DataFile> files) {
        if (!table.properties().containsKey(TableProperties.DEFAULT_NAME_MAPPING)) {
            written.updateProperties()
                    .set(TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(mapping))
                    .commit();
        }
        AppendFiles append = written.newAppend();
        files.forEach(append::appendFile);
        return append;
    }

    private DataFile dataFile(ForeignSource source, SourceFile file) {
        String location = file.info().location();
        InputFile input = table.io().newInputFile(location, file.info().size());
        FileDescription description = ForeignFiles.describe(input, source.format());
        Metrics found = ForeignFiles.metrics(input, source.format(), metrics, measured);
        columns.check(description, found, location);
        DataFiles.Builder builder =
                DataFiles.builder(spec)
                        .withPath(location)
                        .withFormat(source.format())
                        .withFileSizeInBytes(file.info().size())
                        .withMetrics(found);
        return (spec.isPartitioned() ? builder.withPartition(partition(file)) : builder).build();
    }

    private PartitionData partition(SourceFile file) {
        PartitionData partition = new PartitionData(spec.partitionType());
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            String text = file.partition().get(column(table, field));
            if (text != null) {
                partition.set(i, value(i, text, file.info().location()));
            } else if (table.schema().findField(field.sourceId()).isRequired()) {
                throw new SqlException(
                        ErrorCode.TYPE_MISMATCH,
                        "%s has NULL for the column '%s' of %s, which is NOT NULL"
                                .formatted(file.info().location(), column(table, field), name));
            }
        }
        return partition;
    }

    /// The value that `text` is in the partition field at `ordinal`.
    private Object value(int ordinal, String text, String where) {
        Type type = spec.partitionType().fields().get(ordinal).type();
        Object value = null;
        try {
            value = value(type, text);
        } catch (IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | UnsupportedOperationException e) {
            // Told below, as where there is no value.
        }
        if (value == null) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "%s has '%s' for the column '%s' of %s, which is %s"
                            .formatted(
                                    where,
                                    text,
                                    column(table, spec.fields().get(ordinal)),
                                    name,
                                    type));
        }
        return value;
    }

    private static @Nullable Object value(Type type, String text) {
        return switch (type.typeId()) {
            case TIMESTAMP -> {
                Literal<Object> literal = Literal.of(text.replace(' ', 'T')).to(type);
                yield literal == null ? null : literal.value();
            }
            case BOOLEAN ->
                    switch (text.toLowerCase(Locale.ROOT)) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> null;
                    };
            case DECIMAL -> new BigDecimal(text).setScale(((Types.DecimalType) type).scale());
            case INTEGER, LONG, FLOAT, DOUBLE, STRING, UUID, DATE ->
                    Conversions.fromPartitionString(type, text);
            default -> null;
        };
    }
}
