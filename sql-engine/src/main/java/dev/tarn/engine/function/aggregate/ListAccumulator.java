package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects the values of each group into a list, nulls among them, in the order seen; null for no
/// row. Values stay in the batches' order until the end, beside the group of each.
final class ListAccumulator implements Accumulator {
    private final DataType.ListOf type;
    private final List<Vector> chunks = new ArrayList<>();
    private final List<int[]> chunkGroups = new ArrayList<>();
    private int[] counts = new int[0];
    private long heldBytes;

    ListAccumulator(DataType.ListOf type) {
        this.type = type;
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > counts.length) {
            counts = Arrays.copyOf(counts, Groups.capacity(groupCount, counts.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        int count = rows.selectedCount();
        int[] taken = new int[count];
        for (int i = 0; i < count; i++) {
            taken[i] = rows.row(i);
        }
        addChunk(arguments.getFirst().take(taken, count).flatten(), Arrays.copyOf(groups, count));
    }

    private void addChunk(Vector values, int[] groups) {
        for (int group : groups) {
            counts[group] = Math.incrementExact(counts[group]);
        }
        chunks.add(values);
        chunkGroups.add(groups);
        heldBytes += values.sizeBytes() + 4L * groups.length;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        ListAccumulator that = (ListAccumulator) other;
        int[] mapped = new int[that.counts.length];
        Arrays.fill(mapped, -1);
        for (int i = 0; i < count; i++) {
            mapped[from[i]] = to[i];
        }
        for (int chunk = 0; chunk < that.chunks.size(); chunk++) {
            int[] groups = that.chunkGroups.get(chunk);
            int[] rows = new int[groups.length];
            int[] targets = new int[groups.length];
            int kept = 0;
            for (int row = 0; row < groups.length; row++) {
                rows[kept] = row;
                targets[kept] = mapped[groups[row]];
                kept += mapped[groups[row]] >= 0 ? 1 : 0;
            }
            if (kept > 0) {
                addChunk(
                        that.chunks.get(chunk).take(rows, kept).flatten(),
                        Arrays.copyOf(targets, kept));
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        int[] offsets = new int[to - from + 1];
        boolean[] seen = new boolean[to - from];
        for (int group = from; group < to; group++) {
            seen[group - from] = counts[group] > 0;
            offsets[group - from + 1] = Math.addExact(offsets[group - from], counts[group]);
        }
        int total = offsets[to - from];
        int[] source = new int[total];
        int[] rows = new int[total];
        int[] next = Arrays.copyOf(offsets, to - from);
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            int[] groups = chunkGroups.get(chunk);
            for (int row = 0; row < groups.length; row++) {
                int group = groups[row];
                if (group >= from && group < to) {
                    int at = next[group - from]++;
                    source[at] = chunk;
                    rows[at] = row;
                }
            }
        }
        return new ListVector(
                type,
                offsets,
                Interleave.of(type.element(), chunks, source, rows, total),
                Groups.validity(seen, 0, to - from),
                to - from);
    }

    @Override
    public long sizeBytes() {
        return 4L * counts.length + heldBytes;
    }
}
