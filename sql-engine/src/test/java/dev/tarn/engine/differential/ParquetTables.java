package dev.tarn.engine.differential;

import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Iceberg tables on this disk that DuckDB knows as views of the same Parquet files, each by one
/// name. One thread.
public final class ParquetTables implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.of("test");

    private final HadoopCatalog catalog;
    private final TestEngine tarn;
    private final DuckDb duck;
    private int fileCount;

    private ParquetTables(HadoopCatalog catalog, TestEngine tarn, DuckDb duck) {
        this.catalog = catalog;
        this.tarn = tarn;
        this.duck = duck;
    }

    static ParquetTables in(Path folder, int batchRowCount) {
        return in(folder, batchRowCount, 2);
    }

    public static ParquetTables in(Path folder, int batchRowCount, int workerCount) {
        HadoopCatalog catalog = new HadoopCatalog();
        catalog.setConf(new Configuration(false));
        catalog.initialize("lake", Map.of("warehouse", folder.toString()));
        if (!catalog.namespaceExists(NAMESPACE)) {
            catalog.createNamespace(NAMESPACE);
        }
        return new ParquetTables(
                catalog, TestEngine.over(catalog, batchRowCount, workerCount), DuckDb.open());
    }

    public TestEngine tarn() {
        return tarn;
    }

    public DuckDb duck() {
        return duck;
    }

    Table create(String name, Schema schema, Map<String, String> properties) {
        return catalog.createTable(
                TableIdentifier.of(NAMESPACE, name),
                schema,
                PartitionSpec.unpartitioned(),
                properties);
    }

    /// The table of that name, made without rows if there is none.
    Table findOrCreate(String name, Schema schema) {
        TableIdentifier identifier = TableIdentifier.of(NAMESPACE, name);
        return catalog.tableExists(identifier)
                ? catalog.loadTable(identifier)
                : create(name, schema, Map.of());
    }

    /// Makes a table of one Parquet file that others wrote, its columns found by name.
    void register(String name, Path file) {
        InputFile input = FileIos.open("/", Map.of()).newInputFile(file.toString());
        Schema schema = FileReaders.schemaOf(input, FileFormat.PARQUET);
        String mapping = NameMappingParser.toJson(MappingUtil.create(schema));
        append(create(name, schema, Map.of(TableProperties.DEFAULT_NAME_MAPPING, mapping)), file);
    }

    /// Makes a table of the rows of `source`, written by DuckDB with the table's field ids.
    public void copyByDuckDb(String source, String name, Schema schema, String options) {
        Table table = create(name, schema, Map.of());
        Path file = Path.of(local(table.location())).resolve("duckdb.parquet");
        duck.execute(
                "copy (from %s) to '%s' (format parquet, field_ids %s, %s)"
                        .formatted(source, file, fieldIds(table.schema().columns()), options));
        append(table, file);
    }

    /// Field ids in the form of DuckDB's option.
    private static String fieldIds(List<Types.NestedField> fields) {
        List<String> ids = new ArrayList<>();
        for (Types.NestedField field : fields) {
            String id = String.valueOf(field.fieldId());
            String inner =
                    field.type().isNestedType()
                            ? fieldIds(field.type().asNestedType().fields())
                            : "{}";
            ids.add(
                    '"'
                            + field.name()
                            + "\": "
                            + (inner.equals("{}")
                                    ? id
                                    : inner.replaceFirst(
                                            "\\{", "{__duckdb_field_id: " + id + ", ")));
        }
        return "{" + String.join(", ", ids) + "}";
    }

    private void append(Table table, Path file) {
        InputFile input = table.io().newInputFile(file.toString());
        NameMapping mapping = MappingUtil.create(table.schema());
        DataFile data =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withInputFile(input)
                        .withMetrics(
                                ParquetUtil.fileMetrics(input, MetricsConfig.getDefault(), mapping))
                        .withFormat(FileFormat.PARQUET)
                        .build();
        table.newAppend().appendFile(data).commit();
        share(table.name().replaceFirst(".*\\.", ""));
    }

    /// Appends a data file of `records`, by Iceberg's own writer as the table's properties say.
    DataFile append(Table table, List<Record> records) {
        GenericFileWriterFactory factory =
                new GenericFileWriterFactory.Builder(table)
                        .dataFileFormat(FileFormat.PARQUET)
                        .writerProperties(table.properties())
                        .build();
        String location =
                table.locationProvider().newDataLocation("data-" + fileCount++ + ".parquet");
        try {
            DataWriter<Record> writer =
                    factory.newDataWriter(
                            EncryptedFiles.encryptedOutput(
                                    table.io().newOutputFile(location),
                                    EncryptionKeyMetadata.EMPTY),
                            table.spec(),
                            null);
            try (writer) {
                writer.write(records);
            }
            table.newAppend().appendFile(writer.toDataFile()).commit();
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes the rows of Tarn's table whose `column` is `value`, by a file of equality deletes.
    public void deleteEqual(String name, String column, Object value) {
        Table table = catalog.loadTable(TableIdentifier.of(NAMESPACE, name));
        Schema schema = table.schema().select(column);
        int[] ids = {schema.findField(column).fieldId()};
        GenericFileWriterFactory factory =
                new GenericFileWriterFactory.Builder(table)
                        .deleteFileFormat(FileFormat.PARQUET)
                        .equalityFieldIds(ids)
                        .equalityDeleteRowSchema(schema)
                        .build();
        String location =
                table.locationProvider().newDataLocation("deletes-" + fileCount++ + ".parquet");
        GenericRecord record = GenericRecord.create(schema);
        record.setField(column, value);
        try {
            EqualityDeleteWriter<Record> writer =
                    factory.newEqualityDeleteWriter(
                            EncryptedFiles.encryptedOutput(
                                    table.io().newOutputFile(location),
                                    EncryptionKeyMetadata.EMPTY),
                            table.spec(),
                            null);
            try (writer) {
                writer.write(record);
            }
            table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes DuckDB know the table's data files by the table's name.
    void share(String name) {
        duck.execute("create or replace view %s as from %s".formatted(name, files(name)));
    }

    /// The table's data files, as DuckDB reads them.
    private String files(String name) {
        Table table = catalog.loadTable(TableIdentifier.of(NAMESPACE, name));
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> files.add(local(task.file().location())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream()
                .map(file -> "'" + file + "'")
                .collect(Collectors.joining(", ", "read_parquet([", "])"));
    }

    static String local(String location) {
        return location.startsWith("file:") ? URI.create(location).getPath() : location;
    }

    @Override
    public void close() throws IOException {
        tarn.close();
        duck.close();
        catalog.close();
    }
}
