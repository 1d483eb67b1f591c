package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

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
    private @Nullable Places places;

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
        places = null;
        chunks.add(values);
        chunkGroups.add(groups);
        // 8 more for where each value is, which finishing asks for.
        heldBytes += values.sizeBytes() + 12L * groups.length;
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
    public List<DataType> stateTypes() {
        return List.of(type);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(lists(groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        ListVector lists = (ListVector) saved.getFirst().flatten();
        int first = lists.offsets()[0];
        int[] groups = new int[lists.offsets()[count] - first];
        int[] rows = new int[groups.length];
        for (int group = 0; group < count; group++) {
            Arrays.fill(
                    groups,
                    lists.offsets()[group] - first,
                    lists.offsets()[group + 1] - first,
                    group);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = first + i;
        }
        if (rows.length > 0) {
            addChunk(lists.elements().take(rows, rows.length).flatten(), groups);
        }
    }

    @Override
    public Vector finish(int from, int to) {
        int[] groups = new int[to - from];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = from + i;
        }
        return lists(groups, 0, groups.length);
    }

    private ListVector lists(int[] groups, int from, int to) {
        Places places = places();
        int[] offsets = new int[to - from + 1];
        boolean[] seen = new boolean[to - from];
        for (int i = 0; i < seen.length; i++) {
            int count = counts[groups[from + i]];
            seen[i] = count > 0;
            offsets[i + 1] = Math.addExact(offsets[i], count);
        }
        int total = offsets[to - from];
        int[] source = new int[total];
        int[] rows = new int[total];
        for (int i = 0; i < seen.length; i++) {
            int at = places.starts()[groups[from + i]];
            for (int place = offsets[i]; place < offsets[i + 1]; place++) {
                source[place] = places.chunks()[at];
                rows[place] = places.rows()[at++];
            }
        }
        return new ListVector(
                type,
                offsets,
                Interleave.of(type.element(), chunks, source, rows, total),
                Groups.validity(seen, 0, to - from),
                to - from);
    }

    /// Where the values of each group are, in the order in which they came; made when first asked
    /// for after a change.
    private Places places() {
        Places known = places;
        if (known != null) {
            return known;
        }
        int[] starts = new int[counts.length + 1];
        for (int group = 0; group < counts.length; group++) {
            starts[group + 1] = Math.addExact(starts[group], counts[group]);
        }
        int total = starts[counts.length];
        Places made = new Places(starts, new int[total], new int[total]);
        int[] next = Arrays.copyOf(starts, counts.length);
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            int[] groups = chunkGroups.get(chunk);
            for (int row = 0; row < groups.length; row++) {
                int at = next[groups[row]]++;
                made.chunks()[at] = chunk;
                made.rows()[at] = row;
            }
        }
        places = made;
        return made;
    }

    /// Value `i` of group `g` is row `rows[starts[g] + i]` of `chunks[starts[g] + i]`.
    private record Places(int[] starts, int[] chunks, int[] rows) {}

    @Override
    public long sizeBytes() {
        return 4L * counts.length + heldBytes;
    }
}
