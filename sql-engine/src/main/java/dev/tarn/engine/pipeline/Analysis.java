package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.spill.SpillCounters;
import dev.tarn.storage.ScanCounters;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// A plan that is run to find out what its parts do: counts the rows that each gives, and tells of
/// them when all have come.
///
/// Built on one thread; counted by all drivers.
final class Analysis {
    private static final double NANOS_PER_MILLI = 1e6;

    private final QueryContext query;
    private final Map<Plan, LongAdder> rows = new IdentityHashMap<>();
    private final long began = System.nanoTime();

    Analysis(QueryContext query) {
        this.query = query;
    }

    /// `flow`, the rows of `plan`, counted.
    Flow counted(Plan plan, Flow flow) {
        LongAdder count = new LongAdder();
        rows.put(plan, count);
        return flow.through(() -> new Count(count));
    }

    /// Runs `flow`, the rows of `plan`, to its end, then gives the text about it, a row a line.
    Flow report(Plan plan, Flow flow) {
        Sink end = new Discarded();
        flow.into(end);
        return Flow.from(query, new NumberedSource(() -> 1, 1, _ -> text(plan))).after(end);
    }

    private Morsel text(Plan plan) {
        ArrayDeque<Batch> once = new ArrayDeque<>(List.of(lines(plan)));
        return NumberedSource.morsel(once::poll);
    }

    private Batch lines(Plan plan) {
        List<String> lines =
                new ArrayList<>(PlanText.of(plan, this::rowCount, this::details).lines().toList());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Ran for %.1f ms, %.1f ms of processor time; peak memory %d bytes%s",
                        (System.nanoTime() - began) / NANOS_PER_MILLI,
                        query.counters().cpuNanos.sum() / NANOS_PER_MILLI,
                        query.memory().peakBytes(),
                        spilledTotal()));
        byte[][] texts = new byte[lines.size()][];
        int[] offsets = new int[texts.length + 1];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = lines.get(i).getBytes(StandardCharsets.UTF_8);
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

    private String rowCount(Plan plan) {
        LongAdder count = rows.get(plan);
        return count == null ? "" : " {%d rows}".formatted(count.sum());
    }

    private List<String> details(Plan plan) {
        if (plan instanceof Plan.TableScan) {
            return scanned(plan);
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

    /// Counts the rows that pass.
    private static final class Count implements Operator {
        private final LongAdder count;
        private @Nullable Batch waiting;

        Count(LongAdder count) {
            this.count = count;
        }

        @Override
        public void accept(Batch batch) {
            count.add(batch.selectedCount());
            waiting = batch;
        }

        @Override
        public @Nullable Batch next() {
            Batch batch = waiting;
            waiting = null;
            return batch;
        }
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
