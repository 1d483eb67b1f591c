package dev.tarn.bench.lake;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.table.TableWriter;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The same rows written to several tables at once, one for each codec, by Tarn's own writer.
///
/// Rows come from several writers, one a thread; [#commit] makes them visible.
final class TableCopies {
    /// Codecs, by the end of the table's name.
    static final List<String> CODECS = List.of("zstd", "snappy");

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<DataFileOf> written = new ArrayList<>();
    private final String operation = UUID.randomUUID().toString();

    private record DataFileOf(String table, DataFile file) {}

    /// @param codecs by the name of the table
    TableCopies(BenchLake lake, Map<String, String> codecs, Schema schema) {
        codecs.forEach((name, codec) ->
                tables.put(
                        name,
                        lake.create(
                                name, schema, Map.of("write.parquet.compression-codec", codec))));
    }

    /// A table of `name` for each of [#CODECS].
    static TableCopies ofEachCodec(BenchLake lake, String name, Schema schema) {
        Map<String, String> codecs = new LinkedHashMap<>();
        CODECS.forEach(codec -> codecs.put(name + "_" + codec, codec));
        return new TableCopies(lake, codecs, schema);
    }

    static boolean exist(BenchLake lake, String name) {
        return CODECS.stream().allMatch(codec -> lake.has(name + "_" + codec));
    }

    /// A stream of rows into all tables. One thread.
    final class Writer {
        private final Map<String, TableWriter> writers = new LinkedHashMap<>();

        private Writer(int number) {
            tables.forEach(
                    (name, table) -> writers.put(name, TableWriter.open(table, operation, number)));
        }

        void write(Batch batch) {
            writers.values().forEach(writer -> writer.write(batch));
        }

        /// Ends the stream; its files are committed with all others.
        void complete() {
            writers.forEach((name, writer) -> {
                try (writer) {
                    add(name, writer.complete());
                }
            });
        }
    }

    Writer writer(int number) {
        return new Writer(number);
    }

    private synchronized void add(String name, List<DataFile> files) {
        files.forEach(file -> written.add(new DataFileOf(name, file)));
    }

    void commit() {
        tables.forEach((name, table) -> {
            AppendFiles append = table.newAppend();
            for (DataFileOf file : written) {
                if (file.table().equals(name)) {
                    append.appendFile(file.file());
                }
            }
            append.commit();
        });
    }
}
