package dev.tarn.engine.scan;

import dev.tarn.engine.exec.Counters;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.BatchPieces;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.file.NamedColumns;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.text.CsvFiles;
import dev.tarn.storage.text.CsvOptions;
import dev.tarn.storage.text.JsonFiles;
import dev.tarn.storage.text.JsonOptions;
import dev.tarn.storage.text.RowRejects;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Flows of the rows of files outside any table, cut into splits where the format allows it.
public final class FileScans {
    private static final int READERS_PER_WORKER = 2;

    private FileScans() {}

    public static Flow flow(Plan.FileScan scan, QueryContext query) {
        FileSource source = scan.source();
        if (source.locations().isEmpty()) {
            return Flow.from(query, new ReadAhead(query, List::of, 1, 1));
        }
        FileIO store = FileIos.open(source.locations().getFirst(), source.storeProperties());
        int workers = query.config().workerCount();
        Flow flow =
                Flow.from(
                        query,
                        new ReadAhead(
                                query,
                                () -> plan(scan, store, query),
                                READERS_PER_WORKER * workers,
                                workers));
        // After the source, whose threads read from the store until it is closed.
        query.closeAtEnd(store::close);
        return flow;
    }

    private static List<ReadAhead.Read> plan(Plan.FileScan scan, FileIO store, QueryContext query) {
        FileSource source = scan.source();
        List<ReadAhead.Read> reads = new ArrayList<>();
        for (String location : source.locations()) {
            query.checkRunning();
            try {
                plan(scan, store.newInputFile(location), query)
                        .forEach(read -> reads.add(guarded(read, location, source.errors())));
            } catch (StorageException e) {
                if (!source.errors().skip(location, e)) {
                    throw e;
                }
            }
        }
        query.counters().totalSplits.add(reads.size());
        return reads;
    }

    /// `read`, unless the file at `location` is left out by then, or because of what it finds.
    private static ReadAhead.Read guarded(ReadAhead.Read read, String location, FileErrors errors) {
        return buffer -> {
            if (errors.isSkipped(location)) {
                return;
            }
            try {
                read.into(buffer);
            } catch (StorageException e) {
                if (!errors.skip(location, e)) {
                    throw e;
                }
            }
        };
    }

    private static List<ReadAhead.Read> plan(
            Plan.FileScan scan, InputFile file, QueryContext query) {
        FileSource source = scan.source();
        return switch (source.format()) {
            case CSV -> planCsv(source, file, query);
            case JSON -> planJson(source, file, query);
            case PARQUET -> planColumnar(FileFormat.PARQUET, scan, file, query);
            case ORC -> planColumnar(FileFormat.ORC, scan, file, query);
            case AVRO -> planColumnar(FileFormat.AVRO, scan, file, query);
        };
    }

    private static List<ReadAhead.Read> planCsv(
            FileSource source, InputFile file, QueryContext query) {
        CsvOptions options = CsvOptions.of(source.options());
        if (isChecked(source) && options.header()) {
            List<String> own = CsvFiles.columnNames(file, options);
            if (!own.isEmpty()) {
                NamedColumns.requireSame(own, source.names(), file.location());
            }
        }
        int rows = query.config().batchRowCount();
        RowRejects rejects = source.errors().recordRejects();
        return CsvFiles.splits(file, options).stream()
                .map(split ->
                        text(
                                () -> CsvFiles.open(split, source.schema(), options, rows, rejects),
                                query))
                .toList();
    }

    private static List<ReadAhead.Read> planJson(
            FileSource source, InputFile file, QueryContext query) {
        JsonOptions options = JsonOptions.of(source.options());
        int rows = query.config().batchRowCount();
        RowRejects rejects = source.errors().recordRejects();
        return JsonFiles.splits(file).stream()
                .map(split ->
                        text(
                                () ->
                                        rejects == null
                                                ? JsonFiles.open(
                                                        split, source.schema(), options, rows)
                                                : JsonFiles.open(
                                                        split,
                                                        source.schema(),
                                                        options,
                                                        rows,
                                                        rejects),
                                query))
                .toList();
    }

    /// One file has the columns that it said it has.
    private static boolean isChecked(FileSource source) {
        return source.locations().size() > 1 && !source.names().isEmpty();
    }

    private static ReadAhead.Read text(Supplier<BatchReader> open, QueryContext query) {
        return buffer ->
                SplitReads.read(() -> BatchPieces.of(open.get()), query.counters(), buffer);
    }

    private static List<ReadAhead.Read> planColumnar(
            FileFormat format, Plan.FileScan scan, InputFile file, QueryContext query) {
        FileSource source = scan.source();
        Counters counters = query.counters();
        ScanCounters counted = counters.scan(scan);
        int batchRowCount = query.config().batchRowCount();
        Schema own = FileReaders.schemaOf(file, format);
        if (isChecked(source)) {
            List<String> names = own.columns().stream().map(Types.NestedField::name).toList();
            NamedColumns.requireSame(names, source.names(), file.location());
        }
        Schema projection = NamedColumns.projection(source.schema(), own, file.location());
        FileReadRequest request =
                FileReadRequest.ofPlainFile(file, projection, batchRowCount)
                        .withFilter(scan.pruning());
        counted.files.increment();
        List<ReadAhead.Read> reads = new ArrayList<>();
        for (FileReaders.Range range : FileReaders.ranges(file, format)) {
            reads.add(buffer ->
                    SplitReads.readUncounted(
                            () ->
                                    new TimedPieces(
                                            () ->
                                                    FileReaders.pieces(
                                                            format, request, range, counted),
                                            counted),
                            counters,
                            buffer));
        }
        return reads;
    }
}
