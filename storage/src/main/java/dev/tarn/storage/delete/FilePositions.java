package dev.tarn.storage.delete;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows of a table's data files, by file and position. Filled by one thread, then read by any.
public final class FilePositions {
    private static final long ENTRY_BYTES = 200;

    private final Map<String, PositionSet> byFile = new LinkedHashMap<>();
    private boolean hasRepeated;
    private long sizeBytes;

    // The file of the row before: rows of a batch are mostly of one.
    private String lastFile = "";
    private @Nullable PositionSet last;

    /// Adds the rows `selection[0..count)` (all of the first `count` where it is null), whose file
    /// is in `files` and whose position in `positions`; rows without a file are left out.
    ///
    /// @throws IllegalArgumentException for a position that no row has
    public void add(Vector files, Vector positions, int @Nullable [] selection, int count) {
        LongVector numbers = (LongVector) positions.flatten();
        Names names = new Names(files);
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (!files.isNull(row)) {
                PositionSet set = filled(names.name(row));
                long before = set.sizeBytes();
                hasRepeated |= !set.add(numbers.values()[row]);
                sizeBytes += set.sizeBytes() - before;
            }
        }
    }

    private PositionSet filled(String file) {
        PositionSet set = last;
        if (set == null || !file.equals(lastFile)) {
            set = byFile.get(file);
            if (set == null) {
                set = new PositionSet();
                byFile.put(file, set);
                sizeBytes += ENTRY_BYTES + 2L * file.length() + set.sizeBytes();
            }
            last = set;
            lastFile = file;
        }
        return set;
    }

    /// Adds all of `other`.
    public void addAll(FilePositions other) {
        hasRepeated |= other.hasRepeated;
        other.byFile.forEach((file, positions) -> {
            PositionSet set = filled(file);
            long before = set.sizeBytes();
            hasRepeated |= !set.addAll(positions);
            sizeBytes += set.sizeBytes() - before;
        });
    }

    /// Whether a row was added twice.
    public boolean hasRepeated() {
        return hasRepeated;
    }

    public boolean isEmpty() {
        return byFile.isEmpty();
    }

    /// Locations of the files, in the order in which they were first seen.
    public List<String> files() {
        return new ArrayList<>(byFile.keySet());
    }

    /// The rows of `file`; empty where there are none.
    public PositionSet of(String file) {
        PositionSet known = byFile.get(file);
        return known == null ? new PositionSet() : known;
    }

    /// For each of the first `count` rows, whose file is in `files` and whose position in
    /// `positions`, whether it is not among these.
    public boolean[] isAbsent(Vector files, Vector positions, int count) {
        Vector flat = positions.flatten();
        long[] numbers = ((LongVector) flat).values();
        Names names = new Names(files);
        boolean[] absent = new boolean[count];
        String file = "";
        PositionSet of = null;
        for (int row = 0; row < count; row++) {
            if (files.isNull(row)) {
                absent[row] = true;
                continue;
            }
            String name = names.name(row);
            if (of == null || !name.equals(file)) {
                file = name;
                of = of(name);
            }
            absent[row] = !of.contains(numbers[row]);
        }
        return absent;
    }

    /// Heap that this holds.
    public long sizeBytes() {
        return sizeBytes;
    }

    /// The texts of a vector, each decoded once where rows share it with the row before or by an
    /// encoding.
    private static final class Names {
        private final BytesVector entries;
        private final int @Nullable [] ids;
        private final boolean isConstant;
        private int decodedEntry = -1;
        private String decoded = "";

        Names(Vector files) {
            switch (files) {
                case ConstantVector constant -> {
                    entries = (BytesVector) constant.value();
                    ids = null;
                    isConstant = true;
                }
                case DictionaryVector dictionary -> {
                    entries = (BytesVector) dictionary.dictionary();
                    ids = dictionary.ids();
                    isConstant = false;
                }
                default -> {
                    entries = (BytesVector) files.flatten();
                    ids = null;
                    isConstant = false;
                }
            }
        }

        String name(int row) {
            int entry = isConstant ? 0 : ids == null ? row : ids[row];
            if (decodedEntry < 0 || entry != decodedEntry && !isSame(entry, decodedEntry)) {
                decoded = entries.string(entry);
            }
            decodedEntry = entry;
            return decoded;
        }

        private boolean isSame(int entry, int other) {
            int[] offsets = entries.offsets();
            byte[] data = entries.data();
            return Arrays.equals(
                    data,
                    offsets[entry],
                    offsets[entry + 1],
                    data,
                    offsets[other],
                    offsets[other + 1]);
        }
    }
}
