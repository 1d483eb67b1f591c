package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NodeCounters;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.Profiles;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanJson;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.spill.SpillCounters;
import dev.tarn.storage.ScanCounters;

import org.apache.iceberg.expressions.Expression;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A plan that is run to find out what its parts do: runs it to its end, then tells what they have
/// counted.
final class Analysis {
    private static final double NANOS_PER_MILLI = 1e6;

    private final QueryContext query;
    private final Plan plan;
    private final boolean json;
    private final long began = System.nanoTime();

    Analysis(QueryContext query, Plan.Analyze analyze) {
        this.query = query;
        this.plan = analyze.input();
        this.json = analyze.json();
    }

    /// Runs `flow`, the rows of the plan, to its end, then gives the text about it.
    Flow report(Flow flow) {
        Sink end = new Discarded();
        flow.into(end);
        return Flow.from(query, new NumberedSource(() -> 1, 1, _ -> morsel())).after(end);
    }

    private Morsel morsel() {
        ArrayDeque<Batch> once = new ArrayDeque<>(List.of(json ? texts(List.of(json())) : lines()));
        return NumberedSource.morsel(once::poll);
    }

    private Batch lines() {
        List<String> lines =
                new ArrayList<>(PlanText.of(plan, this::rowCount, this::told).lines().toList());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Ran for %.1f ms, %.1f ms of processor time; peak memory %d bytes%s",
                        (System.nanoTime() - began) / NANOS_PER_MILLI,
                        query.counters().cpuNanos.sum() / NANOS_PER_MILLI,
                        query.memory().peakBytes(),
                        spilledTotal()));
        return texts(lines);
    }

    /// One column of texts.
    private static Batch texts(List<String> rows) {
        byte[][] texts = new byte[rows.size()][];
        int[] offsets = new int[texts.length + 1];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = rows.get(i).getBytes(StandardCharsets.UTF_8);
            offsets[i + 1] = offsets[i] + texts[i].length;
        }
        byte[] data = new byte[offsets[texts.length]];
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(texts[i], 0, data, offsets[i], texts[i].length);
        }
        return new Batch(
                List.of(new BytesVector(DataType.STRING, data, offsets, null, texts.length)),
                texts.length);
    }

    private String spilledTotal() {
        long bytes = query.spill().writtenBytes();
        return bytes == 0 ? "" : "; %d bytes spilled".formatted(bytes);
    }

    private String json() {
        return PlanJson.of(plan, this::numbers);
    }

    private Map<String, Number> numbers(Plan node) {
        NodeCounters counted = query.counters().node(node);
        Map<String, Number> numbers = new LinkedHashMap<>();
        numbers.put("outputRows", Profiles.rows(node, query.counters()));
        numbers.put("outputBatches", counted.batches.sum());
        numbers.put("cpuMillis", counted.cpuNanos.sum() / NANOS_PER_MILLI);
        numbers.put("wallMillis", counted.wallNanos.sum() / NANOS_PER_MILLI);
        numbers.put("peakMemoryBytes", counted.memory.peakBytes());
        SpillCounters spilled = query.counters().spilled(node);
        if (spilled != null) {
            numbers.put("spilledBytes", spilled.bytes.sum());
        }
        if (isScan(node)) {
            numbers.putAll(query.counters().scan(node).values());
        }
        return numbers;
    }

    private String rowCount(Plan node) {
        return " {%d rows}".formatted(Profiles.rows(node, query.counters()));
    }

    /// What is told below the line of `node`.
    private List<String> told(Plan node) {
        List<String> lines = new ArrayList<>(details(node));
        NodeCounters counted = query.counters().node(node);
        if (!(node instanceof Plan.UnionAll)) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "cpu: %.1f ms of %.1f ms; batches: %d; peak memory: %d bytes",
                            counted.cpuNanos.sum() / NANOS_PER_MILLI,
                            counted.wallNanos.sum() / NANOS_PER_MILLI,
                            counted.batches.sum(),
                            counted.memory.peakBytes()));
        }
        return lines;
    }

    private List<String> details(Plan plan) {
        if (isScan(plan)) {
            return scanned(plan);
        }
        if (plan instanceof Plan.BucketedMergeJoin) {
            return List.of(query.counters().merge(plan).text());
        }
        SpillCounters spilled = query.counters().spilled(plan);
        return spilled == null
                ? List.of()
                : List.of(
                        "spilled: %d rows in %d runs and %d files, %d bytes"
                                .formatted(
                                        spilled.rows.sum(),
                                        spilled.runs.sum(),
                                        spilled.files.sum(),
                                        spilled.bytes.sum()));
    }

    /// Whether what it reads is counted, as it is of tables, and of files with bounds.
    private static boolean isScan(Plan plan) {
        return plan instanceof Plan.TableScan
                || plan instanceof Plan.FileScan files
                        && files.pruning().op() != Expression.Operation.TRUE;
    }

    private List<String> scanned(Plan plan) {
        ScanCounters counters = query.counters().scan(plan);
        List<String> lines = new ArrayList<>(query.live(plan).texts());
        lines.addAll(counted(counters));
        return lines;
    }

    private static List<String> counted(ScanCounters counters) {
        return List.of(
                "files: %d, skipped %d; row groups: %d, skipped %d (bounds %d, dictionary %d, bloom %d, pages %d, live %d)"
                        .formatted(
                                counters.files.sum(),
                                counters.skippedFiles.sum(),
                                counters.rowGroups.sum(),
                                counters.skippedRowGroups(),
                                counters.skippedByBounds.sum(),
                                counters.skippedByDictionary.sum(),
                                counters.skippedByBloom.sum(),
                                counters.skippedByPages.sum(),
                                counters.skippedLive.sum()),
                "rows: %d read in %d pieces; left out: pages %d, live %d, deletes %d, filter %d"
                        .formatted(
                                counters.rows.sum(),
                                counters.pieces.sum(),
                                counters.rowsSkippedByPages.sum(),
                                counters.rowsSkippedLive.sum(),
                                counters.deletedRows.sum(),
                                counters.filteredRows.sum()),
                "pages: %d fetched, %d decoded; bytes: %d read in %d ranges, %d decompressed; cache: %d hits, %d misses"
                        .formatted(
                                counters.pages.sum(),
                                counters.openedPages.sum(),
                                counters.bytesRead.sum(),
                                counters.ranges.sum(),
                                counters.bytesDecompressed.sum(),
                                counters.cacheHits.sum(),
                                counters.cacheMisses.sum()),
                String.format(
                        Locale.ROOT,
                        "time: %.1f ms waiting for bytes, %.1f ms decoding and filtering",
                        counters.fetchNanos.sum() / NANOS_PER_MILLI,
                        counters.decodeNanos.sum() / NANOS_PER_MILLI));
    }

    /// Takes rows that nobody looks at.
    private static final class Discarded implements Sink {
        @Override
        public Local open() {
            return new Local() {
                @Override
                public void accept(Batch batch) {}
            };
        }

        @Override
        public void close() {}
    }
}
