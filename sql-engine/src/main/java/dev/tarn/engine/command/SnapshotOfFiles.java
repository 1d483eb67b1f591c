package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.storage.file.ForeignFiles;
import dev.tarn.storage.io.FileIos;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Spark's `snapshot(source_table, table, location, properties, parallelism,
/// ignore_missing_files)`: a new table over files that stay where they are and are not the table's
/// to delete (`gc.enabled` is false). The files are those that a directory lists, so that none of
/// them is missing, whatever the last argument says.
///
/// Its columns are those of the first file, all of them optional, and after them those of
/// directories, whose values tell the type: int, bigint, date, or else string.
final class SnapshotOfFiles implements FileProcedure {
    private static final List<Field> OUTPUT =
            List.of(new Field("imported_files_count", DataType.BIGINT));

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                CalledTable.required("source_table", DataType.STRING),
                CalledTable.TABLE,
                CalledTable.optional("location", DataType.STRING),
                CalledTable.optional("properties", CalledTable.TEXT_MAP),
                CalledTable.optional("parallelism", DataType.INTEGER),
                CalledTable.optional("ignore_missing_files", DataType.BOOLEAN));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public Batch call(
            CatalogConnection catalog, CommandContext context, Map<String, Object> arguments) {
        Catalogs.TableName place = CalledTable.place(catalog, context.session(), arguments);
        place.requireNamespace(null);
        if (catalog.tables().tableExists(place.identifier())) {
            throw new SqlException(
                    ErrorCode.TABLE_ALREADY_EXISTS, "Table '%s' already exists".formatted(place));
        }
        String text = Objects.requireNonNull(arguments.get("source_table")).toString();
        ForeignSource source =
                ForeignSource.list(
                        ForeignSource.place(text),
                        ForeignSource.Nested.REFUSED,
                        context.storeProperties());
        Transaction creation = create(place, source, arguments, context.storeProperties());
        Table table = creation.table();
        String name = place.toString();
        FileImport taken = new FileImport(name, table, table.spec());
        List<DataFile> files = taken.dataFiles(source, CalledTable.parallelism(arguments));
        taken.append(table, files).commit();
        Writes.committed(
                name,
                table,
                new WriteResults(),
                () -> {
                    creation.commitTransaction();
                    return files.size();
                });
        return RowBatches.batch(OUTPUT, List.of(List.of((long) files.size())));
    }

    private static Transaction create(
            Catalogs.TableName place,
            ForeignSource source,
            Map<String, Object> arguments,
            Map<String, String> storeProperties) {
        Schema schema = schema(source, storeProperties);
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        source.partitionNames().forEach(spec::identity);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(TableProperties.GC_ENABLED, "false");
        properties.put("snapshot", "true");
        properties.putAll(CalledTable.map(arguments, "properties"));
        Catalog.TableBuilder builder =
                place.catalog()
                        .tables()
                        .buildTable(place.identifier(), schema)
                        .withPartitionSpec(spec.build())
                        .withProperties(properties);
        Object location = arguments.get("location");
        return (location == null ? builder : builder.withLocation(location.toString()))
                .createTransaction();
    }

    private static Schema schema(ForeignSource source, Map<String, String> storeProperties) {
        String first = source.files().getFirst().info().location();
        Schema own;
        try (DelegateFileIO io = FileIos.open(first, storeProperties)) {
            own = ForeignFiles.describe(io.newInputFile(first), source.format()).schema();
        }
        List<Types.NestedField> fields = new ArrayList<>();
        for (Types.NestedField field : own.columns()) {
            boolean ofPath =
                    source.partitionNames().stream().anyMatch(field.name()::equalsIgnoreCase);
            if (!ofPath) {
                fields.add(field.asOptional());
            }
        }
        int id = own.highestFieldId();
        for (String partition : source.partitionNames()) {
            fields.add(Types.NestedField.optional(++id, partition, type(source, partition)));
        }
        return new Schema(fields);
    }

    private static Type type(ForeignSource source, String partition) {
        List<String> values = new ArrayList<>();
        for (ForeignSource.SourceFile file : source.files()) {
            String value = file.partition().get(partition);
            if (value != null) {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            return Types.StringType.get();
        }
        if (values.stream().allMatch(value -> value.matches("-?\\d{1,9}"))) {
            return Types.IntegerType.get();
        }
        if (values.stream().allMatch(value -> value.matches("-?\\d{1,18}"))) {
            return Types.LongType.get();
        }
        return values.stream().allMatch(value -> value.matches("\\d{4}-\\d\\d-\\d\\d"))
                ? Types.DateType.get()
                : Types.StringType.get();
    }
}
