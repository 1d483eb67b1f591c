package dev.tarn.bench.lake;

import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.ParquetUtil;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Real trips of New York's green taxis, in order of pickup: the file as DuckDB wrote it (without
/// field ids and page index), and rewritten by Tarn in two codecs.
public final class TaxiTrips {
    public static final String AS_FOUND = "taxi";
    public static final String REWRITTEN = "taxi_rewritten";

    private static final String FILE = "taxi/green_2020_mar_dec.parquet";

    private TaxiTrips() {}

    /// Makes what is not there; false when the file is not in `sharedData`.
    public static boolean make(BenchLake lake, Path sharedData) {
        Path source = sharedData.resolve(FILE);
        if (!Files.isRegularFile(source)) {
            return lake.has(AS_FOUND) && TableCopies.exist(lake, REWRITTEN);
        }
        if (!lake.has(AS_FOUND)) {
            register(lake, source);
        }
        if (!TableCopies.exist(lake, REWRITTEN)) {
            InputFile file = FileIos.open("/", Map.of()).newInputFile(source.toString());
            Schema schema = FileReaders.schemaOf(file, FileFormat.PARQUET);
            TableCopies copies = TableCopies.ofEachCodec(lake, REWRITTEN, schema);
            TableCopies.Writer writer = copies.writer(1);
            lake.side()
                    .each("select * from " + AS_FOUND + " order by pickup_datetime", writer::write);
            writer.complete();
            copies.commit();
        }
        return true;
    }

    /// The file itself becomes the table's data file: copied to the lake, its columns found by
    /// name.
    private static void register(BenchLake lake, Path source) {
        Path copy = lake.folder().resolve("found").resolve("green_2020_mar_dec.parquet");
        try {
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(source, copy);
                copy.toFile().setWritable(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InputFile file = FileIos.open("/", Map.of()).newInputFile(copy.toString());
        Schema schema = FileReaders.schemaOf(file, FileFormat.PARQUET);
        NameMapping mapping = MappingUtil.create(schema);
        Table table =
                lake.create(
                        AS_FOUND,
                        schema,
                        Map.of(
                                TableProperties.DEFAULT_NAME_MAPPING,
                                NameMappingParser.toJson(mapping)));
        Metrics metrics = ParquetUtil.fileMetrics(file, MetricsConfig.getDefault(), mapping);
        DataFile data =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withInputFile(file)
                        .withMetrics(metrics)
                        .withFormat(FileFormat.PARQUET)
                        .build();
        table.newAppend().appendFile(data).commit();
    }
}
